/** Whether a rule's list of `host` and `host:port` names the host of a URL. */
export function namesHost(hosts: string[], { host, hostname, port, protocol }: URL): boolean {
  const withPort = `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`
  return hosts.includes(host) || hosts.includes(withPort)
}
