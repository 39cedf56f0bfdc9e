# Gathers the reports that Maven and Gradle write, a file for each class, into one. Run inside the sandbox:
#   sh java_reports.sh clear           removes reports that the tree brought along
#   sh java_reports.sh gather REPORT   writes all that are there now into REPORT
# Each report is wrapped into a suite that names the class's source file, which the reports themselves do not.
set -u

report_files() {
  find . -type f -name 'TEST-*.xml' \
    \( -path '*/target/surefire-reports/*' -o -path '*/target/failsafe-reports/*' -o -path '*/build/test-results/*' \) |
    LC_ALL=C sort
}

# ./app/target/surefire-reports/TEST-com.example.SumsTest$Inner.xml -> app/src/test/java/com/example/SumsTest.java
source_of() {
  module=${1%/target/*-reports/*}
  module=${module%/build/test-results/*}
  class=${1##*/TEST-}
  class=${class%.xml}
  path=$(printf '%s' "${class%%\$*}" | tr . /)
  for source in "$module"/src/*/*/"$path".*; do
    if [ -f "$source" ]; then
      printf '%s' "${source#./}"
      return
    fi
  done
}

gather() {
  echo '<testsuites>'
  report_files | while IFS= read -r file; do
    printf '<testsuite file="%s">\n' "$(source_of "$file")"
    sed '1s/<?xml[^>]*?>//' "$file"
    printf '\n</testsuite>\n'
  done
  echo '</testsuites>'
}

case $1 in
clear) report_files | while IFS= read -r file; do rm -f "$file"; done ;;
gather) gather > "$2" ;;
esac
