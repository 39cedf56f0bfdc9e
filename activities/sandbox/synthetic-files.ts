// Small files of /etc that are ours, so that nothing is told about the host's users and names.

export interface SyntheticFile {
  target: string;
  text: string;
}

/** `id` is the number of the commands' user and of its group. */
export function syntheticFiles(id: number, home: string): SyntheticFile[] {
  const root = 'root:x:0:0:root:/:/bin/false\n';
  const nobody = 'nobody:x:65534:65534:nobody:/:/bin/false\n';
  return [
    { target: '/etc/passwd', text: `s:x:${id}:${id}:sandbox:${home}:/bin/sh\n${root}${nobody}` },
    { target: '/etc/group', text: `s:x:${id}:\nroot:x:0:\nnogroup:x:65534:\n` },
    { target: '/etc/nsswitch.conf', text: 'passwd: files\ngroup: files\nhosts: files\n' },
    { target: '/etc/hosts', text: '127.0.0.1 localhost nightshift\n::1 localhost\n' },
  ];
}
