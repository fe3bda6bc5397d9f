/** How the states are shown; each value is one that a `<select>` offers. */
export interface Settings {
  lang: string
  theme: string
  dir: string
  width: string
}

/** For each setting its values, the first of them the default, and how they are called. */
export const CHOICES: Record<keyof Settings, Record<string, string>> = {
  lang: { en: 'English', de: 'Deutsch', es: 'Español', fr: 'Français', ja: '日本語', 'zh-CN': '简体中文' },
  theme: { system: 'System', light: 'Light', dark: 'Dark' },
  dir: { ltr: 'Left to right', rtl: 'Right to left' },
  width: { full: 'As wide as here', '320px': '320 px', '360px': '360 px', '768px': '768 px' },
}

const NAMES = ['lang', 'theme', 'dir', 'width'] as const

/** From the address; what it does not say, or says wrong, is the default. */
export function readSettings(query: URLSearchParams): Settings {
  function read(name: keyof Settings): string {
    const [first = ''] = Object.keys(CHOICES[name])
    const value = query.get(name) ?? first
    return Object.hasOwn(CHOICES[name], value) ? value : first
  }
  return { lang: read('lang'), theme: read('theme'), dir: read('dir'), width: read('width') }
}

/** For the address: only what is not the default. */
export function queryOf(settings: Settings): URLSearchParams {
  const defaults = readSettings(new URLSearchParams())
  return new URLSearchParams(
    NAMES.filter((name) => settings[name] !== defaults[name]).map((name): [string, string] => [
      name,
      settings[name],
    ]),
  )
}
