import { CUSTOMERS, FIVE, PAGE } from './calls.ts'
import { heading, millis, print, rate, table, times } from './print.ts'
import {
  type Contender,
  type Effort,
  meanRatio,
  measureInTurns,
  OURS,
  type Ratio,
  type Result,
  ratioOf,
} from './side-by-side.ts'

const NOT_MEASURED: Ratio = { perSecond: Number.NaN, p99: Number.NaN, cpu: Number.NaN }
const PEER = 'seedstack+fk'
/** The number of connections that the goals are for. */
const COMPARED_AT = 8

/** Measures the API's calls on a clinic with years of data, and on the peers if there are any. */
export async function measureApi(contenders: readonly Contender[], effort: Effort): Promise<void> {
  heading('The API on a clinic with years behind it')
  const heads = ['call', 'server', 'connections', 'req/s', 'p50 ms', 'p99 ms', 'cpu ms', 'refused']
  const rows: string[][] = []
  const results = await measureInTurns(contenders, [...FIVE, ...CUSTOMERS, PAGE], effort, (some) =>
    rows.push(...some.map(rowOf)),
  )
  table(heads, rows)
  print('  cpu: of server and database per answer. More reliable than the rate on a busy machine.')
  tellRefused(results)
  if (contenders.length > 1 && effort.connections.includes(COMPARED_AT)) compare(results)
}

function rowOf(result: Result): string[] {
  return [
    result.endpoint,
    result.contender,
    String(result.connections),
    rate(result.perSecond),
    millis(result.p50),
    millis(result.p99),
    millis(result.cpu),
    String(result.refused + result.failed),
  ]
}

function tellRefused(results: readonly Result[]): void {
  for (const { endpoint, contender, connections, refused, statuses } of results) {
    if (refused === 0) continue
    const said = Object.entries(statuses).map(([status, count]) => `${count} of ${status}`)
    print(`  ${contender}, ${endpoint}, ${connections} connections: ${said.join(', ')}`)
  }
}

function compare(results: readonly Result[]): void {
  heading(`${OURS} against ${PEER}, ${COMPARED_AT} connections`)
  const ratio = (endpoint: string) =>
    ratioOf(results, endpoint, COMPARED_AT, [OURS, PEER]) ?? NOT_MEASURED
  const row = (name: string, { perSecond, p99, cpu }: Ratio, goal: string) => [
    name,
    times(perSecond),
    times(p99),
    times(cpu),
    goal,
  ]
  const p99Of = (endpoint: string) =>
    results.find(
      (result) =>
        result.contender === OURS &&
        result.endpoint === endpoint &&
        result.connections === COMPARED_AT,
    )?.p99 ?? Number.NaN
  table(
    ['', 'req/s', 'p99', 'cpu', 'goal'],
    [
      ...FIVE.map((name) => row(name, ratio(name), name === 'create bill' ? '≥ 4x' : '')),
      row('the five, geometric mean', meanRatio(FIVE.map(ratio)), '≥ 3.5x, p99 ≤ 0.4x'),
      ...CUSTOMERS.map((name) =>
        row(name, ratio(name), `≥ 8x; p99 ${millis(p99Of(name))} ms, goal ≤ 20 ms`),
      ),
      row(`${PAGE}, against their JSON`, ratio(PAGE), '≥ 4.5x'),
    ],
  )
}
