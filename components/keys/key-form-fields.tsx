'use client'

import { useEffect, useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { expiryText } from '#components/form/expiry.ts'
import { ExpiryField } from '#components/form/expiry-field.tsx'
import { KeyValueField } from '#components/form/key-value-field.tsx'
import { ComboboxField, SelectField } from '#components/form/select-field.tsx'
import { TagListField } from '#components/form/tag-list-field.tsx'
import { TextAreaField, TextField } from '#components/form/text-field.tsx'
import { policyOf } from '#components/shell/making.ts'
import { Avatar } from '#components/ui/avatar.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { mayForOthers, useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import { ipRange } from '#lib/contracts/api-key.ts'
import { listOwners } from '#lib/contracts/organizations.ts'
import { listProjects } from '#lib/contracts/projects.ts'
import { accessSummary } from './access-summary.ts'
import { GrantField } from './grant-field.tsx'
import { type KeyFormInput, sectionValidity } from './key-form.ts'
import { allowedExpiry, mostDays } from './policy-form.ts'
import { RateLimitsField } from './rate-limits-field.tsx'
import { useCatalogue } from './use-catalogue.ts'
import { useKeyPolicy } from './use-policy.ts'

const wrongAddress = (entry: string) =>
  ipRange.safeParse(entry).success ? null : 'Expected an address or a range such as 203.0.113.0/24'

interface KeyFormFieldsProps {
  making: boolean
  /** When the key was made (ISO 8601); null for one that is being made. */
  madeAt?: string | null
  /** What the key holds already. */
  before?: readonly string[]
}

/** The sections of a key's form, the same for making and editing; each says while closed what is set in it. */
export function KeyFormFields({ making, madeAt = null, before = [] }: KeyFormFieldsProps) {
  const { formState, setValue } = useFormContext<KeyFormInput>()
  const values = useWatch<KeyFormInput>() as KeyFormInput
  const known = useCatalogue(values.projectId)
  const role = known?.catalogue.roles.find((each) => each.id === values.role) ?? null
  const validity = sectionValidity(values, Object.keys(formState.errors))
  const limits = values.rateLimits.length + values.ipAllowlist.length
  const policy = useKeyPolicy(values.projectId)
  const [now] = useState(() => Date.now())
  const most = policy && mostDays(policy.rules, madeAt === null ? now : Date.parse(madeAt), now)
  const addresses = policy?.rules.requireAddresses ?? false
  // A new key begins with the lifetime of its project, which the policy may not allow.
  const expiry = making ? allowedExpiry(values.expiry, most) : values.expiry
  useEffect(() => {
    if (expiry !== values.expiry) setValue('expiry', expiry)
  }, [expiry, values.expiry, setValue])
  return (
    <>
      <Disclosure
        title="General"
        validity={validity.general}
        summary={values.name}
        defaultOpen
        className="border-t-0"
      >
        <General making={making} />
      </Disclosure>
      <Disclosure
        title="Access"
        validity={validity.access}
        summary={accessSummary({
          permissions: values.permissions,
          role,
          level: values.level === '' ? null : Number(values.level),
        })}
        defaultOpen={making}
      >
        <GrantField before={before} />
      </Disclosure>
      <Disclosure
        key={`limits ${addresses}`}
        title="Limits"
        validity={
          addresses && values.ipAllowlist.length === 0 && validity.limits === 'valid'
            ? 'neutral'
            : validity.limits
        }
        summary={limits === 0 ? 'None' : `${limits} set`}
        defaultOpen={addresses && values.ipAllowlist.length === 0}
      >
        <div className="grid gap-5">
          <RateLimitsField />
          <TagListField<KeyFormInput>
            name="ipAllowlist"
            label="Addresses"
            optional={!addresses}
            mono
            max={100}
            placeholder="203.0.113.0/24"
            hint={
              policy && addresses
                ? `${policyOf(policy, 'requireAddresses')} has a key say where it is presented from.`
                : 'Where it may be presented from. None: from anywhere.'
            }
            check={wrongAddress}
          />
        </div>
      </Disclosure>
      <Disclosure title="Expiry" validity={validity.expiry} summary={expiryText(values.expiry)}>
        <ExpiryField<KeyFormInput>
          name="expiry"
          label="It works for"
          {...(most === undefined ? {} : { maxDays: most })}
        />
        {policy && most !== undefined && (
          <p className="mt-1.5 text-muted text-xs">
            {policy.rules.maxLifetime === undefined
              ? `${policyOf(policy, 'requireExpiry')} has a key end.`
              : `${policyOf(policy, 'maxLifetime')} lets it work for ${most === 1 ? 'a day' : `${most} days`} at most${madeAt === null ? '' : ', counted from its making'}.`}
          </p>
        )}
      </Disclosure>
      <Disclosure
        title="Metadata"
        validity={validity.metadata}
        summary={values.metadata.length === 0 ? 'None' : `${values.metadata.length} entries`}
        className="border-b"
      >
        <KeyValueField<KeyFormInput>
          name="metadata"
          label="Metadata"
          hint="Given to your services with every verification: a plan, a tenant, a flag."
          max={50}
        />
      </Disclosure>
    </>
  )
}

function General({ making }: { making: boolean }) {
  const me = useMe()
  const projects = useOperation(listProjects, { archived: false, limit: 200 })
  const choices = projects.data?.items ?? []
  return (
    <div className="grid gap-5">
      <TextField<KeyFormInput>
        name="name"
        label="Name"
        autoFocus
        maxLength={100}
        placeholder="Checkout service"
        hint="What presents it, so that others know whom to ask."
      />
      <TextAreaField<KeyFormInput>
        name="description"
        label="Description"
        optional
        rows={2}
        maxLength={1000}
      />
      {making && (
        <div className="grid items-start gap-5 sm:auto-cols-fr sm:grid-flow-col">
          {choices.length > 1 && (
            <SelectField<KeyFormInput>
              name="projectId"
              label="Project"
              options={choices.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          {mayForOthers(me.data, 'create') && <OwnerField />}
        </div>
      )}
    </div>
  )
}

function OwnerField() {
  const [text, setText] = useState('')
  const q = useDebounced(text.trim())
  const owners = useOperation(listOwners, q ? { q, limit: 50 } : { limit: 50 }, { keepPrevious: true })
  return (
    <ComboboxField<KeyFormInput>
      name="ownerId"
      label="Owner"
      hint="A person, or a service account that outlives people."
      clearLabel="Me"
      placeholder="Me"
      options={(owners.data?.items ?? []).map(({ id, name, type }) => ({
        value: id,
        label: name,
        ...(type === 'service_account' ? { hint: 'service account' } : {}),
        lead: <Avatar name={name} machine={type === 'service_account'} className="size-5" />,
      }))}
      onSearch={setText}
      searching={owners.isFetching}
    />
  )
}
