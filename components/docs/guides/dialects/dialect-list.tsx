import Link from 'next/link'
import { dialectHref } from '#components/docs/docs-map.ts'
import { Guide, GuideTable, Para, Section } from '#components/docs/guide.tsx'
import { Code, Inline } from '#components/docs/inline.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { vendorGuides } from './all.ts'

const link = 'text-ink underline decoration-edge underline-offset-4 hover:decoration-ink'

const shared = [
  {
    about: 'Secrets',
    text: 'Shown once. Where a vendor’s answer repeats them on reads, the field stays and carries a mask of the vendor’s kind, also for keys that were made elsewhere.',
  },
  {
    about: 'Grants',
    text: 'A new or edited key never holds what its maker lacks. Rights over keys are Latchwork’s own; only the refusal is the vendor’s.',
  },
  {
    about: 'One key',
    text: 'Made through one contract, it is in the portal and in every other, as far as their shape can say it. Rotated in the portal, it keeps its form.',
  },
  {
    about: 'Left unsaid',
    text: 'What a contract has no word for stays in force: that a key is disabled, its list of addresses, its rate limits.',
  },
  {
    about: 'Deletion',
    text: 'When the answer arrives, the key is refused on every node and gone from every one of these contracts; the portal shows it as revoked. If a node has not confirmed that, the answer is 503: send it again, until it is 404.',
  },
  {
    about: 'Expiry',
    text: 'One that is not said is none, not the project’s default. One that is past is taken as it is: the key is expired from the start.',
  },
  {
    about: 'Credentials',
    text: 'Those that the vendor’s clients send. The cookie of a browser’s session is none, so that no page can act here for its visitor.',
  },
  {
    about: 'Long lists',
    text: 'The newest 1,000, with `Link` to the next page at the portal’s own address (RFC 8288) and `X-Total-Count`. A list that is whole has neither.',
  },
  {
    about: 'Bodies',
    text: 'Closed: a field or a parameter that a contract does not have is refused, in the vendor’s words.',
  },
  {
    about: 'Errors',
    text: 'In the vendor’s shape, also for an unknown path, a wrong method, a body that is too long, and while the database is away. Never a page of HTML.',
  },
  {
    about: 'Repetition',
    text: '`Idempotency-Key` is not read: a key that is asked for twice is made twice.',
  },
  {
    about: 'Addresses',
    text: 'A slash at the end of a path, or two in a row within it, mean nothing.',
  },
] as const

/** Which contracts of other services are spoken, and what holds in all of them. */
export function DialectList() {
  return (
    <Guide
      title="Other contracts"
      lead="Latchwork speaks the API-key contracts of four other services, so that their clients work here when their base URL is changed."
    >
      <Section id="services" title="Services">
        <ul className="border-t">
          {vendorGuides.map(({ vendor, title, lead, mounts }) => (
            <li key={vendor} className="border-b hover:bg-wash">
              <Link
                href={dialectHref(vendor)}
                className="grid gap-y-0.5 px-2 py-2.5 sm:grid-cols-[132px_minmax(0,1fr)] sm:items-baseline"
              >
                <span className="font-medium">{title}</span>
                <span className="grid gap-1 text-muted">
                  <span className="text-pretty">{lead}</span>
                  <span className="flex flex-wrap gap-x-2 gap-y-1">
                    {mounts.map(({ mount }) => (
                      <Code key={mount}>{`/api/compat/${mount}`}</Code>
                    ))}
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
        <Para>
          Behind each mount stand the service’s own paths, letter for letter. Two of the services answer
          otherwise than their page says, and have a second mount, <Code>-live</Code>, that answers as they
          do: take that one for their own clients, and the other for programs that were written from the page.
        </Para>
      </Section>
      <Section id="hosts" title="Moving a host over">
        <Para>
          Where clients cannot be told of another address, let the host name lead here, with a certificate for
          it, and say which contract it speaks. The vendor’s bare paths then work at the root of that host,
          and nothing else is served there.
        </Para>
        <CodeBlock
          code={'COMPAT_HOSTS="api.vertesia.example=vertesia-live,backend.example=freesewing-live"'}
          language="shell"
          label="Hosts and their mounts"
          wrap
        />
        <Para>
          What counts is the <Code>Host</Code> header, so a proxy in between passes it on. The portal’s own
          address stays <Code>LATCHWORK_URL</Code>.
        </Para>
      </Section>
      <Section id="vocabulary" title="Roles, levels and scopes">
        <Para>
          The words that a vendor’s keys use come as a preset, which an owner or admin installs in{' '}
          <Link className={link} href="/settings">
            Settings
          </Link>
          . Where a contract cannot do without, an owner’s first call adds what is missing by itself; nothing
          that is there is widened by that.
        </Para>
      </Section>
      <Section id="shared" title="What holds in every contract">
        <GuideTable
          label="What holds in every contract"
          head={['About', 'In every contract']}
          rows={shared.map(({ about, text }) => ({
            key: about,
            cells: [about, <Inline key="text" text={text} />],
          }))}
        />
      </Section>
    </Guide>
  )
}
