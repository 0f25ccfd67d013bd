import type { Config } from 'tailwindcss'

/** Every colour there is. The values live in app/globals.css, where a theme swaps them. */
const colors = {
  transparent: 'transparent',
  current: 'currentColor',
  inherit: 'inherit',
  paper: 'var(--paper)',
  panel: 'var(--panel)',
  wash: 'var(--wash)',
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  faint: 'var(--faint)',
  line: 'var(--line)',
  edge: 'var(--edge)',
  bar: 'var(--bar)',
  scrim: 'var(--scrim)',
  brass: { DEFAULT: 'var(--brass)', tint: 'var(--brass-tint)' },
  ok: { DEFAULT: 'var(--ok)', tint: 'var(--ok-tint)' },
  warning: { DEFAULT: 'var(--warning)', tint: 'var(--warning-tint)' },
  danger: { DEFAULT: 'var(--danger)', tint: 'var(--danger-tint)' },
  moss: 'var(--moss)',
  teal: 'var(--teal)',
  sky: 'var(--sky)',
  violet: 'var(--violet)',
  rose: 'var(--rose)',
  clay: 'var(--clay)',
  series: {
    a: 'var(--series-a)',
    b: 'var(--series-b)',
    c: 'var(--series-c)',
    d: 'var(--series-d)',
    e: 'var(--series-e)',
    rest: 'var(--series-rest)',
  },
}

export default {
  content: ['./app/**/*.{ts,tsx}', './components/**/*.{ts,tsx}'],
  darkMode: ['selector', '[data-theme="dark"]'],
  theme: {
    colors,
    // A dot or a bar may be paler than a word: text takes the variant that reaches 4.5:1 on every surface.
    textColor: {
      ...colors,
      faint: 'var(--faint-text)',
      ok: 'var(--ok-text)',
      warning: 'var(--warning-text)',
    },
    fontFamily: {
      sans: ['var(--font-geist-sans)', 'ui-sans-serif', 'system-ui', 'sans-serif'],
      mono: ['var(--font-geist-mono)', 'ui-monospace', 'SFMono-Regular', 'Menlo', 'monospace'],
    },
    fontSize: {
      '2xs': ['0.6875rem', '1rem'],
      xs: ['0.75rem', '1rem'],
      sm: ['0.8125rem', '1.25rem'],
      base: ['0.9375rem', '1.25rem'],
      lg: ['1.0625rem', '1.5rem'],
      xl: ['1.25rem', '1.75rem'],
      '2xl': ['1.375rem', '1.75rem'],
    },
    borderRadius: {
      none: '0',
      xs: '2px',
      sm: '4px',
      md: '8px',
      lg: '12px',
      xl: '16px',
      full: '9999px',
    },
    boxShadow: {
      none: 'none',
      float: 'var(--float)',
      dialog: 'var(--float-high)',
    },
    extend: {
      keyframes: {
        fade: { from: { opacity: '0' } },
        rise: { from: { opacity: '0', translate: '0 6px' } },
        drop: { from: { opacity: '0', translate: '0 -4px' } },
        slide: { from: { translate: '-100% 0' } },
        draw: { from: { strokeDashoffset: '1.05' } },
        breathe: { '50%': { opacity: '0.5' } },
      },
      animation: {
        fade: 'fade 120ms ease-out',
        rise: 'rise 160ms cubic-bezier(0.2, 0.8, 0.2, 1)',
        drop: 'drop 120ms ease-out',
        slide: 'slide 180ms cubic-bezier(0.2, 0.8, 0.2, 1)',
        draw: 'draw 1400ms cubic-bezier(0.4, 0, 0.1, 1)',
        breathe: 'breathe 1.6s ease-in-out infinite',
      },
    },
  },
} satisfies Config
