import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { ThemeProvider } from '#components/shell/theme-provider.tsx'
import { Toaster } from '#components/ui/toaster.tsx'
import { TooltipProvider } from '#components/ui/tooltip.tsx'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Latchwork', template: '%s · Latchwork' },
  description: 'API keys: make them, watch them, rotate and revoke them.',
  robots: { index: false },
  referrer: 'same-origin',
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#faf9f7' },
    { media: '(prefers-color-scheme: dark)', color: '#131211' },
  ],
}

/** Every page is rendered for its request: the nonce of its Content-Security-Policy is in it. */
export const dynamic = 'force-dynamic'

/** The nonce where Next itself looks for it: in the policy that the server put on the request. */
function nonceIn(policy: string | null): string | undefined {
  return policy?.match(/'nonce-([\w+/=-]+)'/u)?.[1]
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = nonceIn((await headers()).get('content-security-policy'))
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body className="font-sans">
        <ThemeProvider nonce={nonce}>
          <TooltipProvider>
            {children}
            <Toaster />
          </TooltipProvider>
        </ThemeProvider>
      </body>
    </html>
  )
}
