import { inject } from 'vitest'

// Every test file begins with an environment of its own making: whatever the person running it has set is gone, and
// nothing but withDatabase() names a database.
for (const name of Object.keys(process.env)) {
  if (
    /^(LATCHWORK_|NEXTAUTH_|GITHUB_|GOOGLE_|OIDC_|COMPAT_HOSTS$|DATABASE_URL$|DIRECT_DATABASE_URL$|REDIS_URL$|HOST$|PORT$)/.test(
      name,
    )
  ) {
    delete process.env[name]
  }
}
Object.assign(process.env, {
  NODE_ENV: 'test',
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
  LATCHWORK_HOME: inject('home'),
  NEXTAUTH_URL: 'http://localhost:3000',
  ...inject('secrets'),
})
