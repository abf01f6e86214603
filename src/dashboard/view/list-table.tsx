import type { ComponentChildren } from 'preact'

export interface Column<Row> {
  head: string
  cell(row: Row): ComponentChildren
  /** The column is left out on a phone. */
  wide?: boolean
  isNumber?: boolean
}

interface ListTableProps<Row> {
  /** Screen readers read it first. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf(row: Row): string
  /** What stands below the table while it has no rows. */
  empty?: ComponentChildren
  /** Address of the next page of older rows. */
  older?: string | undefined
  /** True: a part was looked through only, and older rows may fit, too. */
  isPartial?: boolean
  /** New rows come into this table by themselves, see `live-rows.tsx`. */
  isLive?: boolean
}

/** How many rows a page of a list has. */
export const PAGE_ROWS = 100

/** A list, newest first. */
export function ListTable<Row>({
  caption,
  columns,
  rows,
  keyOf,
  empty,
  older,
  isPartial,
  isLive
}: ListTableProps<Row>) {
  return (
    <>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, wide, isNumber }) => (
              <th key={head} scope="col" class={classOf({ wide, isNumber })}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody data-live-rows={isLive ? '' : undefined}>
          {rows.map((row) => (
            <ListRow key={keyOf(row)} id={isLive ? rowId(keyOf(row)) : undefined} columns={columns} row={row} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <div class="empty">{isPartial ? <p>Nothing found so far.</p> : empty}</div>}
      {older !== undefined && (
        <p>
          {isPartial && 'Only a part was looked through. '}
          <a class="button" href={older}>
            Show 100 older
          </a>
        </p>
      )}
    </>
  )
}

/** The id of a row of a live table. By it, an update finds the row again, so that the focus stays where it is. */
export function rowId(key: string): string {
  return `row-${key}`
}

interface ListRowProps<Row> {
  id?: string | undefined
  columns: readonly Column<Row>[]
  row: Row
}

export function ListRow<Row>({ id, columns, row }: ListRowProps<Row>) {
  return (
    <tr data-row id={id}>
      {columns.map(({ head, cell, wide, isNumber }) => (
        <td key={head} class={classOf({ wide, isNumber })}>
          {cell(row)}
        </td>
      ))}
    </tr>
  )
}

function classOf({ wide, isNumber }: { wide?: boolean | undefined; isNumber?: boolean | undefined }) {
  return [wide && 'wide', isNumber && 'number'].filter(Boolean).join(' ') || undefined
}
