import Link from 'next/link'
import { errorHref, operationHref } from '#components/docs/docs-map.ts'
import { Guide, GuideTable, Para, Section } from '#components/docs/guide.tsx'
import { Code } from '#components/docs/inline.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'

const link = 'text-ink underline decoration-edge underline-offset-4 hover:decoration-ink'

/** Every way to say who one is. */
export function Credentials({ origin, tokenMinutes }: { origin: string; tokenMinutes: number }) {
  const address = `${origin}/api/v1/me`
  return (
    <Guide
      title="Credentials"
      lead="A request carries one credential, in a header. Two at once are refused, and so is any in an address: addresses end in logs."
    >
      <Section id="overview" title="Which one">
        <GuideTable
          label="Credentials"
          head={['Credential', 'Who it is', 'How it travels']}
          rows={[
            {
              key: 'key',
              cells: ['API key', 'The key itself, in its project', 'Authorization, x-api-key or Basic'],
            },
            {
              key: 'token',
              cells: ['Access token', `A person, for ${tokenMinutes} minutes`, 'Authorization: Bearer'],
            },
            {
              key: 'key-token',
              cells: [
                'Access token of a key',
                'The key, with a part of what it holds',
                'Authorization: Bearer',
              ],
            },
            { key: 'session', cells: ['Session', 'A person in a browser', 'Cookie, set at sign-in'] },
          ]}
        />
        <Para>
          What a credential may do is read from the database at each request: a revoked key, an ended session
          and a removed member are refused at the next one.{' '}
          <Link className={link} href={operationHref('getMe')}>
            GET /api/v1/me
          </Link>{' '}
          tells who a credential is and what it holds.
        </Para>
      </Section>
      <Section id="api-key" title="API key">
        <Para>Four ways that mean the same; take the one that your client can send.</Para>
        <CodeBlock
          language="shell"
          label="Four ways to send an API key"
          code={[
            `curl ${address} -H "Authorization: Bearer $LATCHWORK_KEY"`,
            `curl ${address} -H "Authorization: $LATCHWORK_KEY"`,
            `curl ${address} -H "x-api-key: $LATCHWORK_KEY"`,
            `curl ${address} -u "$LATCHWORK_KEY_ID:$LATCHWORK_KEY"`,
          ].join('\n')}
        />
        <Para>
          With Basic, the user name is the key’s id and the password its secret; the id may be left empty. A
          key acts in its own project and never holds more than it was granted.
        </Para>
      </Section>
      <Section id="access-token" title="Access token">
        <Para>
          For scripts that act as a person.{' '}
          <Link className={link} href={operationHref('createSession')}>
            POST /api/v1/sessions
          </Link>{' '}
          takes email, password and, where it is on, a code of the second factor. The token is a JWT (RFC
          9068) bound to a session: ending the session ends the token.
        </Para>
        <CodeBlock
          language="shell"
          label="Send an access token"
          code={`curl ${address} -H "Authorization: Bearer $LATCHWORK_TOKEN"`}
        />
      </Section>
      <Section id="key-token" title="Access token of a key">
        <Para>
          For what must not hold the secret itself, or for services that check a signature and ask nobody. A
          key is exchanged for a JWT of a few minutes, as any OAuth client can; it never outlives the key.{' '}
          <Link className={link} href={operationHref('introspectToken')}>
            Introspection
          </Link>{' '}
          knows at once that a key was revoked; a service that checks the signature alone learns it when the
          token ends.
        </Para>
        <CodeBlock
          language="shell"
          label="Exchange a key for an access token"
          code={[
            `curl ${origin}/api/oauth2/token -u "$LATCHWORK_KEY_ID:$LATCHWORK_KEY" \\`,
            '  -d grant_type=client_credentials -d scope=data:read',
          ].join('\n')}
        />
        <Para>
          The token is for the key’s project, unless another audience is asked for with <Code>resource</Code>.
          This API takes only those for <Code>{`${origin}/api/v1`}</Code>. Whoever checks a signature checks{' '}
          <Code>iss</Code>, <Code>aud</Code> and <Code>project_id</Code> too: every project of this Latchwork
          signs with the same keys.
        </Para>
      </Section>
      <Section id="session" title="Session of a browser">
        <Para>
          The portal’s own pages use the cookie that sign-in sets: <Code>HttpOnly</Code>,{' '}
          <Code>SameSite=Lax</Code>, and <Code>__Host-</Code> over https. A change must come from a page of
          this origin; any other <Code>Origin</Code>, and none at all, is{' '}
          <Link className={link} href={errorHref('forbidden')}>
            forbidden
          </Link>
          .
        </Para>
      </Section>
      <Section id="refused" title="When it is refused">
        <Para>
          Every credential that is no good gets the same{' '}
          <Link className={link} href={errorHref('unauthenticated')}>
            unauthenticated
          </Link>
          , whether it is unknown, revoked, expired or used from elsewhere: the answer does not help to guess.
        </Para>
      </Section>
    </Guide>
  )
}
