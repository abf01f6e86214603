#!/usr/bin/env node
import { requireNodeVersion } from '../startup/node-version.ts'

requireNodeVersion()
await import('./main.ts')
