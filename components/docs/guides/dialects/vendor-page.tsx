import Link from 'next/link'
import { dialectHref } from '#components/docs/docs-map.ts'
import { Guide, GuideTable, Para, Points, Section } from '#components/docs/guide.tsx'
import { Code, Inline } from '#components/docs/inline.tsx'
import { MethodBadge, PathText } from '#components/docs/method-badge.tsx'
import type { ApiRequest } from '#components/docs/request.ts'
import { Samples } from '#components/docs/samples.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import type { Method } from '#lib/contracts/operation.ts'
import { sharedMounting, type VendorGuide } from './vendor-guide.ts'

const link = 'text-ink underline decoration-edge underline-offset-4 hover:decoration-ink'

/** A call of the vendor's, as its page writes it. */
export interface VendorCall {
  method: Method
  /** Below the mount. */
  path: string
  summary: string
  needs: string
  status: number
  /** At one of several mounts only. */
  only: string | null
}

export interface VendorPageProps {
  guide: VendorGuide
  calls: readonly VendorCall[]
  /** `https://keys.example.com`, without a slash at its end. */
  origin: string
  example: ApiRequest
}

/** What a mount does; on a phone, where a row has no columns, with the mount's name before it. */
function AtMount({ mount, text }: { mount: string | undefined; text: string }) {
  return (
    <>
      <span aria-hidden="true" className="mr-2 text-faint text-xs sm:hidden">
        {mount}
      </span>
      <Inline text={text} />
    </>
  )
}

/** The contract of another service: how to point a client at it, what maps to what, what differs. */
export function VendorPage({ guide, calls, origin, example }: VendorPageProps) {
  const { title, lead, mounts, differences } = guide
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
          <Inline text={sharedMounting} />
        </Para>
        <GuideTable
          label="Base URLs"
          head={['Mount', 'Base URL', 'Document']}
          rows={mounts.map(({ mount, about }) => ({
            key: mount,
            cells: [
              <Code key="mount">{mount}</Code>,
              <span key="url">
                <span className="block">{about}</span>
                <Code>{`${origin}/api/compat/${mount}`}</Code>
              </span>,
              <a key="document" className={link} href={`/api/v1/dialects/${mount}/openapi.json`}>
                OpenAPI
              </a>,
            ],
          }))}
        />
        <CodeBlock
          code={`COMPAT_HOSTS="api.example.com=${mounts.at(-1)?.mount}"`}
          language="shell"
          label="A host of the vendor’s that is served here"
        />
        <Points>
          {guide.credentials.map((text) => (
            <li key={text}>
              <Inline text={text} />
            </li>
          ))}
          <li>
            <Inline text={guide.preset} />
          </li>
        </Points>
        <Para>
          <Inline
            text={`Presets are installed in Settings, or with \`npm run seed -- --preset ${guide.vendor}\`.`}
          />
        </Para>
        <Samples request={example} label={`A call of ${title}’s`} />
      </Section>
      <Section id="calls" title="Calls">
        <ul className="border-t">
          {calls.map((call) => (
            <li
              key={`${call.method} ${call.path}`}
              className="grid grid-cols-[64px_minmax(0,1fr)] items-baseline gap-y-0.5 border-b py-2"
            >
              <MethodBadge method={call.method} />
              <span className="flex min-w-0 flex-wrap items-baseline gap-x-3">
                <PathText path={call.path} />
                <span className="text-faint text-xs">
                  {call.status}
                  {call.only && `, at ${call.only} only`}
                </span>
              </span>
              <span className="col-start-2 text-pretty text-muted">
                {call.summary}. <Inline text={call.needs} />
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section id="model" title="What maps to what">
        <GuideTable
          label={`Latchwork’s terms and ${title}’s`}
          head={['Latchwork', title, 'How']}
          rows={guide.maps.map(({ ours, theirs, note }) => ({
            key: ours,
            cells: [
              <Inline key="ours" text={ours} />,
              <Inline key="theirs" text={theirs} />,
              <Inline key="note" text={note ?? ''} />,
            ],
          }))}
        />
      </Section>
      {differences.length > 0 && (
        <Section id="differences" title="Documented and live">
          <Para>
            {title}’s running service differs from its page. Each has a mount; this is every difference
            between the two.
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
      <Section id="beyond" title="Beyond its page">
        <Points>
          {guide.beyond.map((text) => (
            <li key={text}>
              <Inline text={text} />
            </li>
          ))}
        </Points>
      </Section>
      <Section id="errors" title="Errors">
        <GuideTable
          label={`Errors of ${title}’s contract`}
          head={['Error', 'What it means', 'What to do']}
          rows={guide.errors.map(({ status, word, means, fix }) => ({
            key: `${status} ${word}`,
            cells: [
              <span key="error" className="font-mono text-xs">
                {status} {word}
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
