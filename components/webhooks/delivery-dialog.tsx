'use client'

import { LoadingLines } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { useMe } from '#lib/client/me.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import {
  type DeliveryDetail,
  type DeliveryState,
  getWebhookDelivery,
  listWebhookDeliveries,
  redeliverWebhook,
  retryGaps,
  testType,
  type Webhook,
} from '#lib/contracts/webhooks.ts'
import { AttemptList } from './attempt-list.tsx'
import { titleOf } from './delivery-table.tsx'
import { deliveryStateOf, readablePayload } from './endpoint-words.ts'
import { endpointReads } from './use-signing-secret.ts'

interface DeliveryDialogProps {
  endpoint: Webhook
  deliveryId: string
  onClose: () => void
  /** Opens another: the redelivery that was made. */
  onAnother: (deliveryId: string) => void
}

/** One delivery: what was sent, and what each attempt was answered. */
export function DeliveryDialog({ endpoint, deliveryId, onClose, onAnother }: DeliveryDialogProps) {
  const query = useOperation(
    getWebhookDelivery,
    { endpointId: endpoint.id, deliveryId },
    { refreshEvery: 1_500 },
  )
  const delivery = query.data
  const shown = delivery && deliveryStateOf(delivery)
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={delivery ? titleOf(delivery.type) : 'Delivery'}
        description={
          delivery ? (
            <>
              <span className="font-mono text-xs">{delivery.type}</span>,{' '}
              {delivery.subject && (
                <>
                  {delivery.subject.name}
                  {delivery.subject.mask && (
                    <span className="font-mono text-xs"> {delivery.subject.mask}</span>
                  )}
                  ,{' '}
                </>
              )}
              <RelativeTime instant={delivery.createdAt} />
            </>
          ) : (
            'What was sent, and what came back.'
          )
        }
        aside={shown && <Badge tone={shown.tone}>{shown.label}</Badge>}
        size="lg"
      >
        <DialogBody className="grid content-start gap-6">
          <QueryBoundary query={query} loading={<LoadingLines label="Loading the delivery" lines={8} />}>
            {(data) => <Detail delivery={data} />}
          </QueryBoundary>
        </DialogBody>
        <Actions endpoint={endpoint} delivery={delivery} onClose={onClose} onAnother={onAnother} />
      </DialogPanel>
    </Dialog>
  )
}

/** Of a delivery without an attempt. */
const untried: Readonly<Record<DeliveryState, string>> = {
  pending: 'Not tried yet.',
  delivered: 'None was kept.',
  failed: 'It was given up before it was tried.',
  superseded: 'It was sent again before it was tried.',
}

function Detail({ delivery }: { delivery: DeliveryDetail }) {
  return (
    <>
      <Outlook delivery={delivery} />
      <section className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
        <h3 className="font-medium">Attempts</h3>
        {delivery.log.length === 0 ? (
          <p className="text-muted">{untried[delivery.state]}</p>
        ) : (
          <AttemptList attempts={delivery.log} />
        )}
      </section>
      <section className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
        <h3 className="font-medium">Payload</h3>
        <CodeBlock
          code={readablePayload(delivery.payload)}
          copyValue={delivery.payload}
          language="json"
          label="Payload"
          wrap
        />
      </section>
    </>
  )
}

/** What is still to come of it, where anything is. */
function Outlook({ delivery }: { delivery: DeliveryDetail }) {
  const { state, attempts, nextAt, type } = delivery
  if (state === 'delivered') return null
  const all = type === testType ? 1 : retryGaps.length + 1
  if (state === 'failed')
    return (
      <p className="text-muted">
        {attempts >= all
          ? type === testType
            ? 'A test event is tried once.'
            : `All ${all} attempts failed, so it was given up. Deliver it again once the receiver works.`
          : 'It was given up before its last attempt, as the endpoint was disabled.'}
      </p>
    )
  if (state === 'superseded')
    return (
      <p className="text-muted">
        It was sent again before it was over, as a delivery of its own; this one is not tried any more.
      </p>
    )
  if (attempts === 0) return null
  return (
    <p className="text-muted">
      Tried {attempts} of {all} times. The next attempt is <RelativeTime instant={nextAt} coming />.
    </p>
  )
}

interface ActionsProps extends Omit<DeliveryDialogProps, 'deliveryId'> {
  delivery: DeliveryDetail | undefined
}

function Actions({ endpoint, delivery, onClose, onAnother }: ActionsProps) {
  const me = useMe()
  const redeliver = useMutate(redeliverWebhook, {
    invalidates: [...endpointReads, listWebhookDeliveries],
    onSuccess: ({ id }) => onAnother(id),
  })
  const may = delivery && endpoint.enabled && me.data?.permissions.includes('webhook:update')
  return (
    <DialogFooter start={redeliver.error && <InlineError>{problemOf(redeliver.error).message}</InlineError>}>
      {may && (
        <Button
          loading={redeliver.isPending}
          onClick={() => redeliver.mutate({ input: { endpointId: endpoint.id, deliveryId: delivery.id } })}
        >
          Deliver again
        </Button>
      )}
      <Button onClick={onClose}>Close</Button>
    </DialogFooter>
  )
}
