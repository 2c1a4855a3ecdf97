// Reads what TypeScript sources import as the compiler does, and says what breaks the layers of js/.
//
// An import counts in every form: `import type`, `export ... from`, `import()` in code and in types, `require`.

import { join, posix, relative, sep } from "node:path";
import { SyntaxKind } from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";

/**
 * What each folder of js/ imports beside itself. The files directly in js/ are the entries, which import all; `errors`
 * is the one of them that all may import. `glue` is what wasm-bindgen makes, `wasm` the engine itself.
 */
const LAYERS = {
  protocol: ["errors"],
  host: ["errors", "glue", "protocol"],
  transport: ["errors", "host", "protocol"],
  client: ["errors", "host", "protocol", "transport"],
  adapters: ["client", "errors", "host"],
  server: ["errors", "host", "protocol"],
  cloudflare: ["client", "errors", "host", "protocol", "transport", "wasm"],
  errors: [],
  glue: ["host"],
};

/** The type of the settings is made from the commands, and a transport passes them on. */
const EXCEPTIONS = ["js/transport/transport.ts js/client/settings.ts"];

/** The layer of a file of js/, or nothing for an entry. */
function layerOf(path) {
  const [, name, ...rest] = path.split("/");
  if (path === "js/errors.ts") return "errors";
  if (/^js\/engine(\.d)?\.[jt]s$/.test(path)) return "glue";
  if (name === "redlet") return "wasm";
  return rest.length > 0 ? name : undefined;
}

/** The imports of js/ below a folder that break a rule, as `file: import`. `config` is its tsconfig.json. */
export function violations(root, config) {
  return importsOf(root, config).flatMap(({ from, to, text }) => {
    const layer = layerOf(from);
    if (layer === undefined || EXCEPTIONS.includes(`${from} ${to}`)) return [];
    if (to === undefined) return [`${from}: ${text} is no text, so nobody knows what it imports`];
    const target = layerOf(to);
    const isAllowed = !to.startsWith("js/") || layer === target || LAYERS[layer]?.includes(target);
    return isAllowed ? [] : [`${from} imports ${text}`];
  });
}

/** Every import of the files in js/: from which file, to which, and as it is written. */
export function importsOf(root, config) {
  const api = new API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProject: config }).getProjects();
    const pathOf = (file) => relative(root, file).split(sep).join("/");
    const files = project.program.getSourceFileNames().filter((file) => pathOf(file).startsWith("js/"));
    return files.flatMap((file) => {
      const from = pathOf(file);
      return specifiersIn(project.program.getSourceFile(file)).map((node) => {
        const { text } = node;
        const isText = node.kind === SyntaxKind.StringLiteral || node.kind === SyntaxKind.NoSubstitutionTemplateLiteral;
        const isNear = isText && text.startsWith(".");
        const to = isNear ? posix.join(posix.dirname(from), text) : isText ? text : undefined;
        return { from, to, text: isText ? text : "an import" };
      });
    });
  } finally {
    api.close();
  }
}

/** The nodes that name what is imported. */
function specifiersIn(file) {
  const found = [];
  const visit = (node) => {
    const named = specifierOf(node);
    if (named) found.push(named);
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

function specifierOf(node) {
  switch (node.kind) {
    case SyntaxKind.ImportDeclaration:
    case SyntaxKind.ExportDeclaration:
      return node.moduleSpecifier;
    case SyntaxKind.ExternalModuleReference:
      return node.expression;
    case SyntaxKind.ImportType:
      return node.argument?.literal;
    case SyntaxKind.CallExpression: {
      const { expression } = node;
      const isImport = expression.kind === SyntaxKind.ImportKeyword;
      const isRequire = expression.kind === SyntaxKind.Identifier && expression.text === "require";
      return isImport || isRequire ? node.arguments[0] : undefined;
    }
  }
}

/** Where the repository's own sources are. */
export const ROOT = join(import.meta.dirname, "../..");
