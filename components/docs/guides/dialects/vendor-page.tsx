import Link from 'next/link'
import { dialectHref } from '#components/docs/docs-map.ts'
import { Guide, GuideTable, Para, Points, Section } from '#components/docs/guide.tsx'
import { Code, Inline } from '#components/docs/inline.tsx'
import type { ApiRequest } from '#components/docs/request.ts'
import { Samples } from '#components/docs/samples.tsx'
import { jsonText } from '#components/docs/snippets.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { CallTable, type VendorCall } from './call-table.tsx'
import type { VendorError, VendorGuide } from './vendor-guide.ts'

const link = 'text-ink underline decoration-edge underline-offset-4 hover:decoration-ink'

export interface VendorPageProps {
  guide: VendorGuide
  calls: readonly VendorCall[]
  errors: readonly VendorError[]
  /** `https://keys.example.com`, without a slash at its end. */
  origin: string
  /** How a key is made. */
  example: ApiRequest
}

/** The contract of another service: how to point a client at it, what maps to what, what differs. */
export function VendorPage({ guide, calls, errors, origin, example }: VendorPageProps) {
  const { title, lead, mounts, maps, differences, beyond } = guide
  return (
    <Guide
      title={title}
      eyebrow={
        <Link href={dialectHref()} className="hover:text-ink">
          Other contracts
        </Link>
      }
      lead={lead}
    >
      <Section id="client" title="Point a client at it">
        <Para>
          Change the base URL of the client, which is <Code>{guide.was}</Code> now, and nothing else.
        </Para>
        <GuideTable
          label="Base URLs"
          head={['Base URL', 'Answers', 'Document']}
          rows={mounts.map(({ mount, about }) => ({
            key: mount,
            cells: [
              <Code key="url">{`${origin}/api/compat/${mount}`}</Code>,
              about,
              <a
                key="document"
                className={link}
                href={`/api/v1/dialects/${mount}/openapi.json`}
                aria-label={`OpenAPI of ${mount}`}
              >
                OpenAPI
              </a>,
            ],
          }))}
        />
        <Para>
          Where clients are to keep the host name, let the name lead here and say which mount it is. A proxy
          in between passes on <Code>Host</Code>.
        </Para>
        <CodeBlock
          code={`COMPAT_HOSTS="${guide.host}=${guide.example.mount}"`}
          language="shell"
          label="A host at which this contract is served"
        />
      </Section>
      <Section id="credentials" title="Credentials">
        <Texts texts={guide.credentials} />
        <CodeBlock
          code={guide.withKey(`${origin}/api/compat/${guide.example.mount}`)}
          language="shell"
          label={`A call with a key, as clients of ${title} make it`}
        />
        <Para>
          An access token is a person’s, from <Code>POST /api/v1/sessions</Code>, or a key’s; see{' '}
          <Link className={link} href="/docs/credentials">
            Credentials
          </Link>
          .
        </Para>
      </Section>
      <Section id="preset" title="Preset">
        <Para>
          <Inline text={guide.preset} />
        </Para>
        <Para>
          An owner or admin installs the preset in{' '}
          <Link className={link} href="/settings">
            Settings
          </Link>
          , or whoever runs the server on its command line.
        </Para>
        <CodeBlock
          code={`npm run seed -- --preset ${guide.vendor}`}
          language="shell"
          label={`Install the preset ${title}`}
        />
      </Section>
      <Section id="example" title="Create a key">
        <Samples request={example} label="Create a key" />
        <CodeBlock code={jsonText(guide.example.answer)} language="json" label="What comes back" />
        {guide.example.note && (
          <Para>
            <Inline text={guide.example.note} />
          </Para>
        )}
      </Section>
      <Section id="calls" title="Calls">
        <Para>
          <Code>api_key:read</Code> is <Code>api_key:read:own</Code> for one’s own keys and{' '}
          <Code>api_key:read:any</Code> for all; likewise the other rights over keys.
        </Para>
        <CallTable calls={calls} label={`The calls of ${title}`} />
      </Section>
      <Section id="model" title="What maps to what">
        <GuideTable
          label={`Latchwork’s terms and ${title}’s`}
          head={['Latchwork', title, 'How']}
          rows={maps.map(({ ours, theirs, note = '' }) => row(ours, theirs, note))}
        />
      </Section>
      {differences.length > 0 && (
        <Section id="differences" title="Documented and live">
          <Para>
            {title}’s service answers otherwise than its page says. This is every difference between the two
            mounts.
          </Para>
          <GuideTable
            label="Every difference between the mounts"
            head={['Point', ...mounts.map(({ mount }) => mount)]}
            rows={differences.map(({ point, documented, live }) => ({
              key: point,
              cells: [
                <Inline key="point" text={point} />,
                <AtMount key="documented" mount={mounts[0]?.mount} text={documented} />,
                <AtMount key="live" mount={mounts[1]?.mount} text={live} />,
              ],
            }))}
          />
        </Section>
      )}
      <Section id="beyond" title="Where Latchwork differs">
        <Texts texts={beyond} />
        <Para>
          And{' '}
          <Link className={link} href={`${dialectHref()}#shared`}>
            what holds in every contract
          </Link>
          .
        </Para>
      </Section>
      <Section id="errors" title="Errors">
        <GuideTable
          label={`Errors of ${title}’s contract`}
          head={['Error', 'What it means', 'What to do']}
          rows={errors.map(({ status, word, means, fix }) => ({
            key: `${status} ${word}`,
            cells: [
              <span key="error" className="font-mono text-xs">
                {status}
                {word && <span className="block text-muted">{word}</span>}
              </span>,
              <Inline key="means" text={means} />,
              <Inline key="fix" text={fix} />,
            ],
          }))}
        />
      </Section>
    </Guide>
  )
}

/** What a mount does; where there is no room for columns, with the mount's name before it. */
function AtMount({ mount, text }: { mount: string | undefined; text: string }) {
  return (
    <>
      <span aria-hidden="true" className="mr-2 text-faint text-xs @min-[560px]:hidden">
        {mount}
      </span>
      <Inline text={text} />
    </>
  )
}

function Texts({ texts }: { texts: readonly string[] }) {
  return (
    <Points>
      {texts.map((text) => (
        <li key={text}>
          <Inline text={text} />
        </li>
      ))}
    </Points>
  )
}

/** A row of three sentences, known by the first. */
const row = (first: string, second: string, third: string) => ({
  key: `${first} ${second}`,
  cells: [
    <Inline key="first" text={first} />,
    <Inline key="second" text={second} />,
    <Inline key="third" text={third} />,
  ],
})
