// What a repository's own rules say to a push, before a branch moves: protected branches, and workflow files that a
// token may not touch. Both speak as GitHub does.

export const UPDATE_HOOK = `#!/bin/sh
ref=$1
new=$3
while IFS='\t' read -r pattern message; do
  case "$ref" in
    refs/heads/$pattern)
      echo "error: GH006: Protected branch update failed for $ref." >&2
      echo "error: $message" >&2
      exit 1
      ;;
  esac
done < refused-pushes
if [ "$GITHUB_DOUBLE_WORKFLOWS" = no ] && [ "$new" != 0000000000000000000000000000000000000000 ]; then
  file=$(git log --format= --name-only "$new" --not --all -- .github/workflows | head -1)
  if [ -n "$file" ]; then
    echo "refusing to allow a Personal Access Token to create or update workflow \\\`$file\\\` without \\\`workflow\\\` scope" >&2
    exit 1
  fi
fi
exit 0
`;
