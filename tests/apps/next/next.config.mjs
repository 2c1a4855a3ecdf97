// Files alone, which any server can serve; redlet needs no configuration.
export default { output: "export" };
