/** One invalid setting. */
export interface ConfigIssue {
  /** Where it is, such as `['apps', 0, 'origins']`. */
  path: PropertyKey[]
  /** What is wrong, and what is allowed. */
  message: string
}

/** The configuration cannot be used. The message names the setting and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** The same code for every fault of a configuration. */
  readonly code = 'config_invalid'
  /** Empty when no single setting is at fault. */
  readonly issues: ConfigIssue[]

  constructor(fault: string | ConfigIssue[], options?: ErrorOptions) {
    super(typeof fault === 'string' ? fault : fault.map(describeIssue).join('\n'), options)
    this.issues = typeof fault === 'string' ? [] : fault
  }
}

/** `apps[0].origins: …` */
export function describeIssue({ path, message }: ConfigIssue): string {
  return path.length === 0 ? message : `${settingName(path)}: ${message}`
}

function settingName(path: PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .slice(1)
}
