// Files that are not redlet's.

import sqlite from "@sqlite.org/sqlite-wasm";

/** The bytes of a database that another program made. */
export async function foreign() {
  const sqlite3 = await sqlite();
  const db = new sqlite3.oo1.DB();
  db.exec("CREATE TABLE contacts (name); INSERT INTO contacts VALUES ('Ann')");
  const bytes = sqlite3.capi.sqlite3_js_db_export(db);
  db.close();
  return bytes;
}
