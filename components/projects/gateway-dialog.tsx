'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { TagListField } from '#components/form/tag-list-field.tsx'
import { effectiveWords } from '#components/shell/effective-words.ts'
import { holdSecret } from '#components/shell/secret-slot.ts'
import { StaleNote } from '#components/shell/stale-note.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { accountReads } from '#lib/client/ownership-reads.ts'
import { useMutate } from '#lib/client/query.ts'
import { type ApiKeyDetail, ipAllowlist, ipRange } from '#lib/contracts/api-key.ts'
import { createGatewayKey, type ProjectDetail } from '#lib/contracts/projects.ts'
import { projectAndKeyReads } from './project-reads.ts'

const gatewayForm = z.object({ ipAllowlist })
type Values = z.infer<typeof gatewayForm>

const wrongAddress = (entry: string) =>
  ipRange.safeParse(entry).success ? null : 'Expected an address or a range such as 203.0.113.0/24'

interface GatewayDialogProps {
  project: ProjectDetail
  onClose: () => void
  /** Its secret waits in the slot for the reveal. */
  onMade: (key: ApiKeyDetail) => void
}

/** Makes the key of a gateway, or another in place of the one there is. */
export function GatewayDialog({ project, onClose, onMade }: GatewayDialogProps) {
  const former = project.gatewayKey?.status === 'revoked' ? null : project.gatewayKey
  const form = useForm<Values>({
    resolver: zodResolver(gatewayForm),
    defaultValues: { ipAllowlist: [] },
    mode: 'onTouched',
  })
  const make = useMutate(createGatewayKey, {
    invalidates: [...projectAndKeyReads, ...accountReads],
    receive: ({ secret, ...key }): ApiKeyDetail => {
      if (secret !== null) holdSecret(key.id, secret)
      const words = effectiveWords(key.effective)
      if (words && !words.confirmed)
        toast.warning('The gateway key before is revoked', { description: words.text })
      return key
    },
    onSuccess: onMade,
  })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={former ? 'Replace the gateway key' : 'Create a gateway key'}
        description={`For a gateway in front of the API of “${project.name}”.`}
        size="sm"
      >
        <Form
          form={form}
          label="Gateway key"
          failure={make.error}
          fieldFor={() => 'ipAllowlist'}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={(values) =>
            make.mutate({
              input: {
                projectId: project.id,
                ...(values.ipAllowlist.length > 0 && { ipAllowlist: values.ipAllowlist }),
              },
            })
          }
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={make.error} />
            {former ? (
              <Banner tone="warning" title="The one there is ends at once">
                {former.lastUsedAt ? (
                  <>
                    It was used <RelativeTime instant={former.lastUsedAt} />: until your gateway has the new
                    one, it lets nobody in.
                    <StaleNote /> To let both work for a while, rotate the key on its own page instead.
                  </>
                ) : (
                  'It was never used.'
                )}
              </Banner>
            ) : (
              <p className="text-muted">
                It belongs to a service account, never expires, and may do one thing: ask whether keys of this
                project are good.
              </p>
            )}
            <TagListField<Values>
              name="ipAllowlist"
              label="Addresses of the gateway"
              optional
              mono
              max={100}
              placeholder="203.0.113.0/24"
              hint="From where it asks. None: from anywhere."
              check={wrongAddress}
            />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant={former ? 'danger' : 'primary'} loading={make.isPending}>
              {former ? 'Replace key' : 'Create key'}
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}
