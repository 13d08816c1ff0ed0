import { parseArgs } from 'node:util'
import pg from 'pg'
import { SAMPLE_TIME_ZONE } from '../src/commands/sample/context.ts'
import { localTime } from '../src/domain/dates.ts'
import { buildAssets, buildServer, isStale } from '../scripts/build.mjs'
import { ensureTemplate } from '../scripts/template.mjs'
import { measureApi } from './api.ts'
import { peersIn } from './beside.ts'
import { measureBills } from './bills.ts'
import { endpointsOn } from './calls.ts'
import { type MeasuredClinic, openMeasured, signInAsAdmin, tokenOfAdmin, withServer } from './clinic.ts'
import { type Cluster, clusterAt, startCluster } from './cluster.ts'
import { measurePages } from './pages.ts'
import { measurePapers } from './papers.ts'
import { heading, print } from './print.ts'
import { loadRows, SCALES, type Scale } from './rows.ts'
import type { Contender, Effort } from './side-by-side.ts'
import { measureEmbeddedStart, measureStart } from './start.ts'

const PARTS = ['start', 'pages', 'papers', 'bills', 'api'] as const

const { values: options } = parseArgs({
  options: {
    scale: { type: 'string', default: 'S' },
    only: { type: 'string', default: PARTS.join(',') },
    connections: { type: 'string', default: '1,8,32' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    /** A PostgreSQL whose superuser this is, instead of one of its own. */
    postgres: { type: 'string' },
    /** A prepared folder of peers that are up. */
    beside: { type: 'string' },
  },
})
