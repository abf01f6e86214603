import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Viewer } from '../viewer.ts'

const NOBODY: Viewer = Object.freeze({
  name: '',
  role: 'viewer',
  hotels: null,
  theme: 'system',
  keys: true,
  zone: 'UTC'
})

export const ViewerContext = createContext<Viewer>(NOBODY)

/** The person that the page is for. */
export function useViewer(): Viewer {
  return useContext(ViewerContext)
}
