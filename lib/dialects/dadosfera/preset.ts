import type { Preset } from '#lib/core/presets/preset.ts'

/**
 * Dadosfera's page numbers its permissions and leaves their names out. These are what a platform for data would call them: assets and
 * their lineage, pipelines and their runs, connections to sources, the warehouse behind it, and who works there.
 */
export const preset: Preset = {
  name: 'dadosfera',
  title: 'Dadosfera',
  about:
    'Permissions for the API of a data platform, to be given to keys by their numbers; Dadosfera’s page does not list the names of its own, so these are ours.',
  permissions: {
    'data_assets:read': 'See data assets and their metadata',
    'data_assets:write': 'Make and change data assets and their metadata',
    'data_assets:delete': 'Delete data assets',
    'catalog:read': 'Search the data catalogue and see its documentation and lineage',
    'catalog:write': 'Change documentation, tags and owners in the data catalogue',
    'connections:read': 'See connections to data sources, without their credentials',
    'connections:write': 'Make and change connections to data sources',
    'connections:delete': 'Delete connections to data sources',
    'pipelines:read': 'See pipelines, their runs and their logs',
    'pipelines:write': 'Make and change pipelines and their schedules',
    'pipelines:execute': 'Start and stop runs of pipelines',
    'pipelines:delete': 'Delete pipelines',
    'snowflake:read': 'Query the Snowflake warehouse',
    'snowflake:write': 'Change data in the Snowflake warehouse',
    'users:read': 'See users and what they may do',
    'users:write': 'Invite users and change what they may do',
  },
  roles: [],
  levels: [],
}
