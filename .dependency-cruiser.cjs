/**
 * The layer table: each folder and what it may import. ARCHITECTURE.md draws the same arrows.
 * contract <- engine <- desktop | web | cli, contract <- renderer.
 */
const layers = {
  'electron/contract': { folders: [], packages: ['zod'] },
  'electron/engine': { folders: ['electron/contract'] },
  'electron/desktop': { folders: ['electron/contract', 'electron/engine'] },
  'electron/web': { folders: ['electron/contract', 'electron/engine'] },
  'electron/cli': { folders: ['electron/contract', 'electron/engine'] },
  renderer: { folders: ['electron/contract'] },
}

const layerRules = Object.entries(layers).flatMap(([folder, allowed]) => {
  const own = [folder, ...allowed.folders].map((name) => `^${name}/`).join('|')
  const rules = [
    {
      name: `layer-${folder.replace('electron/', '')}`,
      comment: `${folder} may import ${allowed.folders.join(', ') || 'no other folder'}.`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: { pathNot: own, path: '^(electron|renderer|test|build)/' },
    },
  ]
  if (allowed.packages)
    rules.push({
      name: `packages-${folder.replace('electron/', '')}`,
      comment: `${folder} may use ${allowed.packages.join(', ')} and nothing else.`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core', 'npm-no-pkg'],
        pathNot: allowed.packages.map((name) => `node_modules/${name}/`).join('|'),
      },
    })
  return rules
})

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'electron-only-in-desktop',
      comment: 'Every other folder also runs without Electron.',
      severity: 'error',
      from: { path: '^(electron/(contract|engine|web|cli)|renderer)/' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'basic-ftp-only-in-ftp',
      comment: 'The rest of the engine talks to our own Connection.',
      severity: 'error',
      from: { path: '^(electron|renderer)/', pathNot: '^electron/engine/ftp/' },
      to: { path: 'node_modules/basic-ftp/' },
    },
    {
      name: 'no-node-in-renderer',
      severity: 'error',
      from: { path: '^(renderer|electron/contract)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.cache|dist|release)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.js', '.vue', '.json', '.mjs', '.cjs', '.d.ts'],
    },
  },
}
