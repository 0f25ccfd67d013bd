import { Guide, GuideTable, Para, Section } from '#components/docs/guide.tsx'
import { Code } from '#components/docs/inline.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'

/** What a key looks like, and how to find one that leaked. */
export function KeyFormat({ leakExpression }: { leakExpression: string }) {
  return (
    <Guide
      title="Key format"
      lead="A key is recognizable for what it is, by people and by scanners, and a mistyped one is turned away before anything is looked up."
    >
      <Section id="parts" title="Parts">
        <CodeBlock
          code={
            'acme_live_ ••••••••••••••••••••••••••••••••••••••••••• ••••••\nprefix     43 letters and digits: 256 random bits      checksum'
          }
          language="text"
          label="Parts of a key"
        />
        <GuideTable
          label="Parts of a key"
          head={['Part', 'What it is']}
          rows={[
            {
              key: 'prefix',
              cells: [
                'Prefix',
                <>
                  Of the project: lower-case letters and digits, parted by single underscores, at most 24. It
                  says whose key it is and for what, as <Code>acme_live</Code> does.
                </>,
              ],
            },
            {
              key: 'body',
              cells: ['Body', '43 characters of base 62: 256 bits from the system’s random source.'],
            },
            {
              key: 'checksum',
              cells: [
                'Checksum',
                '6 characters of a keyed checksum over prefix and body. Typos and forgeries fail it, without a look-up.',
              ],
            },
          ]}
        />
      </Section>
      <Section id="leaks" title="Finding leaked keys">
        <Para>
          Give this regular expression to the secret scanner of your repositories and logs. It is bounded, so
          no text makes it slow. Revoke what it finds: a secret that was seen cannot be unseen.
        </Para>
        <CodeBlock code={leakExpression} language="text" label="Regular expression for leaked keys" wrap />
        <CodeBlock
          code={`git log -p | grep -oE '${leakExpression.replaceAll('(?:', '(')}' | sort -u`}
          language="shell"
          label="Search a repository’s history"
          wrap
        />
      </Section>
      <Section id="storage" title="What is stored">
        <Para>
          A digest of the key, HMAC-SHA-256 under a secret that lives outside the database, and its first and
          last characters, by which you recognize it: <Code>acme_live_Vt7f…q3kD</Code>. Of the random bits, 24
          are told by that and 232 are not. The key itself is shown once and kept nowhere.
        </Para>
      </Section>
    </Guide>
  )
}
