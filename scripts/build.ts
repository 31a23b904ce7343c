import { build } from 'esbuild';

// Everything in one file: the image installs nothing, and nothing can change under a released version.
await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/pipe.js',
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  legalComments: 'external',
  // Dependencies in CommonJS ask for require, which a module does not have.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
