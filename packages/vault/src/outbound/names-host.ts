/** Whether a list of `host` and `host:port` names the host of a URL. */
export function namesHost(hosts: string[], url: URL): boolean {
  return hosts.includes(url.host) || hosts.includes(withPort(url))
}

/** `host:port` of a URL, which may leave the port out. */
export function withPort(url: URL): string {
  return `${url.hostname}:${portOf(url)}`
}

export function portOf({ port, protocol }: URL): string {
  return port || (protocol === 'https:' ? '443' : '80')
}
