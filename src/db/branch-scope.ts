import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  type DeleteQueryNode,
  IdentifierNode,
  type InsertQueryNode,
  type JoinNode,
  type KyselyPlugin,
  type MergeQueryNode,
  OnNode,
  type OperationNode,
  OperationNodeTransformer,
  OperatorNode,
  PrimitiveValueListNode,
  type QueryId,
  ReferenceNode,
  type RootOperationNode,
  type SelectQueryNode,
  TableNode,
  type UpdateQueryNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  WhereNode,
} from 'kysely'
import type { DB } from './schema.ts'

/** The tables whose rows belong to one branch. */
export const SCOPED_TABLES: ReadonlySet<string> = new Set<keyof DB>([
  'appointments',
  'audit_entries',
  'bill_items',
  'bill_papers',
  'bills',
  'call_attempts',
  'customers',
  'drafts',
  'gst_rates',
  'holidays',
  'inventory_batches',
  'inventory_items',
  'inventory_logs',
  'leave',
  'messages',
  'number_series',
  'package_enrollments',
  'package_plans',
  'package_sessions',
  'payments',
  'plan_treatments',
  'rooms',
  'session_ledger',
  'settings',
  'staff_branches',
  'treatments',
  'waiting',
  'working_hours',
])

/**
 * Restricts every query to one branch, so that no query can forget it. Each scoped table that a
 * query reads, joins, updates or deletes from gets `branch_id = …`, and each inserted row gets the
 * column. It doesn't see raw SQL: use the query builder for tables and `sql` for expressions only.
 */
export class BranchScope extends OperationNodeTransformer implements KyselyPlugin {
  readonly #branchId: ValueNode

  constructor(branchId: string) {
    super()
    this.#branchId = ValueNode.create(branchId)
  }

  transformQuery(args: { node: RootOperationNode; queryId: QueryId }): RootOperationNode {
    return this.transformNode(args.node, args.queryId)
  }

  async transformResult<T>(args: { result: T }): Promise<T> {
    return args.result
  }

  protected override transformSelectQuery(node: SelectQueryNode, id?: QueryId): SelectQueryNode {
    const query = super.transformSelectQuery(node, id)
    return this.#restrict(query, query.from?.froms ?? [])
  }

  protected override transformUpdateQuery(node: UpdateQueryNode, id?: QueryId): UpdateQueryNode {
    const query = super.transformUpdateQuery(node, id)
    return this.#restrict(query, [
      ...(query.table ? [query.table] : []),
      ...(query.from?.froms ?? []),
    ])
  }

  protected override transformDeleteQuery(node: DeleteQueryNode, id?: QueryId): DeleteQueryNode {
    const query = super.transformDeleteQuery(node, id)
    return this.#restrict(query, [...query.from.froms, ...(query.using?.tables ?? [])])
  }

  protected override transformJoin(node: JoinNode, id?: QueryId): JoinNode {
    const join = super.transformJoin(node, id)
    const alias = scopedAliasOf(join.table)
    if (!alias) return join
    // These joins also return the rows that don't meet their condition.
    if (join.joinType === 'RightJoin' || join.joinType === 'FullJoin') {
      throw new Error(`a right or full join can't be kept to a branch: ${alias}`)
    }
    const condition = this.#isInBranch(alias)
    return {
      ...join,
      on: join.on ? OnNode.cloneWithOperation(join.on, 'And', condition) : OnNode.create(condition),
    }
  }

  protected override transformInsertQuery(node: InsertQueryNode, id?: QueryId): InsertQueryNode {
    const query = super.transformInsertQuery(node, id)
    if (!query.into || !scopedAliasOf(query.into)) return query
    if (query.columns?.some((column) => column.column.name === 'branch_id')) return query
    if (!query.columns || !query.values || !ValuesNode.is(query.values)) {
      throw new Error(`an insert from a query names branch_id itself: ${scopedAliasOf(query.into)}`)
    }
    return {
      ...query,
      columns: [...query.columns, ColumnNode.create('branch_id')],
      values: ValuesNode.create(
        query.values.values.map((row) =>
          PrimitiveValueListNode.is(row)
            ? PrimitiveValueListNode.create([...row.values, this.#branchId.value])
            : ValueListNode.create([...row.values, this.#branchId]),
        ),
      ),
    }
  }

  protected override transformMergeQuery(node: MergeQueryNode): MergeQueryNode {
    throw new Error(`a merge can't be kept to a branch: ${scopedAliasOf(node.into) ?? 'merge'}`)
  }

  #restrict<T extends { readonly where?: WhereNode }>(
    query: T,
    tables: readonly OperationNode[],
  ): T {
    const conditions = tables
      .map(scopedAliasOf)
      .filter((alias) => alias !== null)
      .filter((alias) => !this.#isRestricted(query.where?.where, alias))
      .map((alias) => this.#isInBranch(alias))
    const [first, ...rest] = conditions
    if (!first) return query
    const scope = rest.reduce<OperationNode>((all, next) => AndNode.create(all, next), first)
    const where = query.where
      ? WhereNode.cloneWithOperation(query.where, 'And', scope)
      : WhereNode.create(scope)
    return { ...query, where }
  }

  /**
   * A subquery that was built on its own is transformed twice: alone, and within the whole query.
   */
  #isRestricted(condition: OperationNode | undefined, alias: string): boolean {
    if (!condition) return false
    if (AndNode.is(condition)) {
      return this.#isRestricted(condition.left, alias) || this.#isRestricted(condition.right, alias)
    }
    if (!BinaryOperationNode.is(condition)) return false
    const { leftOperand: left, rightOperand: right } = condition
    return (
      ReferenceNode.is(left) &&
      left.table?.table.identifier.name === alias &&
      ColumnNode.is(left.column) &&
      left.column.column.name === 'branch_id' &&
      ValueNode.is(right) &&
      right.value === this.#branchId.value
    )
  }

  #isInBranch(alias: string): OperationNode {
    return BinaryOperationNode.create(
      ReferenceNode.create(ColumnNode.create('branch_id'), TableNode.create(alias)),
      OperatorNode.create('='),
      this.#branchId,
    )
  }
}

/** The alias of a scoped table in a query; null for any other source. */
function scopedAliasOf(source: OperationNode): string | null {
  if (AliasNode.is(source)) {
    const isScoped = TableNode.is(source.node) && SCOPED_TABLES.has(tableName(source.node))
    return isScoped && IdentifierNode.is(source.alias) ? source.alias.name : null
  }
  if (!TableNode.is(source)) return null
  const name = tableName(source)
  return SCOPED_TABLES.has(name) ? name : null
}

function tableName(node: TableNode): string {
  return node.table.identifier.name
}
