"use client";

// Rendered on the server first, where the module is imported and must touch nothing of a page.

import { useEffect, useState } from "react";
import { Redlet } from "redlet";

async function said() {
  const db = await Redlet.open("app");
  const before = await db.get("k");
  await db.set("k", "kept");
  return `${db.storage} ${before}`;
}

export default function Page() {
  const [title, setTitle] = useState("");
  useEffect(() => {
    said().then(setTitle, (error) => setTitle(String(error)));
  }, []);
  return <title>{title}</title>;
}
