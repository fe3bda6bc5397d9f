/** A look to start from. */
export interface Theme {
  title: string
  says: string
  values: Record<string, string>
  /** Variables that an app of this kind has already; the preview sets them, what is copied does not. */
  around?: Record<string, string>
  /** Class of the element around. */
  className?: string
}

export type ThemeId = 'own' | 'rounded' | 'contrast' | 'shadcn' | 'dark'

/** Ready to be copied. Each holds its contrast, light and dark, which a test measures. */
export const THEMES: Record<ThemeId, Theme> = {
  own: {
    title: 'Default',
    says: 'Nothing is set: light or dark as the page is.',
    values: {},
  },
  rounded: {
    title: 'Rounded brand',
    says: 'A colour of your own and round corners; the button is tinted with it.',
    values: {
      '--alter-accent': 'light-dark(#6d28d9, #c4b5fd)',
      '--alter-radius': '22px',
      '--alter-button-background': 'light-dark(#ede9fe, #2e1065)',
      '--alter-button-text': 'light-dark(#4c1d95, #ede9fe)',
      '--alter-button-border': 'transparent',
      '--alter-button-radius': '999px',
      '--alter-button-padding': '1.5em',
    },
  },
  contrast: {
    title: 'High contrast',
    says: 'Black and white, strong lines, text of at least 7:1.',
    values: {
      '--alter-accent': 'light-dark(#0000c8, #ffe100)',
      '--alter-surface': 'light-dark(#ffffff, #000000)',
      '--alter-raised': 'light-dark(#ececec, #1f1f1f)',
      '--alter-text': 'light-dark(#000000, #ffffff)',
      '--alter-muted': 'light-dark(#303030, #dedede)',
      '--alter-border': 'light-dark(#6b6b6b, #8f8f8f)',
      '--alter-border-strong': 'light-dark(#000000, #ffffff)',
      '--alter-danger': 'light-dark(#850000, #ffb4ab)',
      '--alter-warning': 'light-dark(#5a3600, #ffd591)',
      '--alter-success': 'light-dark(#00461f, #a6f0c0)',
      '--alter-radius': '4px',
      '--alter-button-font-weight': '700',
    },
  },
  shadcn: {
    title: 'shadcn/ui',
    says: 'The variables of shadcn/ui, which your app has already, light and dark.',
    values: {
      '--alter-accent': 'var(--primary)',
      '--alter-surface': 'var(--card)',
      '--alter-raised': 'var(--muted)',
      '--alter-text': 'var(--card-foreground)',
      '--alter-muted': 'var(--muted-foreground)',
      '--alter-border': 'var(--border)',
      '--alter-border-strong': 'var(--input)',
      '--alter-danger': 'var(--destructive)',
      '--alter-radius': 'var(--radius)',
      '--alter-button-background': 'var(--secondary)',
      '--alter-button-text': 'var(--secondary-foreground)',
    },
    around: {
      '--primary': 'light-dark(oklch(0.2 0 0), oklch(0.92 0 0))',
      '--card': 'light-dark(oklch(1 0 0), oklch(0.2 0 0))',
      '--card-foreground': 'light-dark(oklch(0.14 0 0), oklch(0.98 0 0))',
      '--muted': 'light-dark(oklch(0.97 0 0), oklch(0.27 0 0))',
      '--muted-foreground': 'light-dark(oklch(0.5 0 0), oklch(0.74 0 0))',
      '--border': 'light-dark(oklch(0.92 0 0), oklch(0.3 0 0))',
      '--input': 'light-dark(oklch(0.88 0 0), oklch(0.36 0 0))',
      '--destructive': 'light-dark(oklch(0.5 0.2 27), oklch(0.76 0.13 22))',
      '--radius': '0.625rem',
      '--secondary': 'light-dark(oklch(0.97 0 0), oklch(0.27 0 0))',
      '--secondary-foreground': 'light-dark(oklch(0.2 0 0), oklch(0.98 0 0))',
    },
  },
  dark: {
    title: 'Dark',
    says: 'Dark whatever the page is, by a class on any element around.',
    values: {},
    className: 'dark',
  },
}

export function isThemeId(id: string | null): id is ThemeId {
  return id !== null && Object.hasOwn(THEMES, id)
}

/** What an app writes for it. */
export function cssOf(values: Record<string, string>, className?: string): string {
  const lines = Object.entries(values).map(([name, value]) => `  ${name}: ${value};`)
  const rule = lines.length > 0 ? `:root {\n${lines.join('\n')}\n}` : '/* Nothing: these are the defaults. */'
  if (className === undefined) return rule
  const said = `/* <html class="${className}"> */`
  return lines.length > 0 ? `${said}\n${rule}` : said
}
