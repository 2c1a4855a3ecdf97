/** An example of every method: see `tests/docs/commands.ts`. */

import { Redlet } from "redlet";

const r = await Redlet.open("./geo.db");

await r.geoadd("cities", { longitude: 13.361389, latitude: 38.115556, member: "Palermo" }); // 1
await r.geoadd("cities", [{ longitude: 15.087269, latitude: 37.502669, member: "Catania" }]); // 1
await r.geodist("cities", "Palermo", "Catania", { km: true }); // 166.2742
await r.geohash("cities", "Palermo"); // ["sqc8b49rny0"]
await r.geopos("cities", "Palermo", "nowhere"); // [[13.361389338970184, 38.1155563954963], null]
await r.geosearch("cities", { frommember: "Catania", byradius: [200, "km"], withdist: true }); // [["Palermo", 166.2742], ["Catania", 0]]
await r.geosearchstore("near", "cities", { fromlonlat: [15, 37], bybox: [200, 200, "km"] }); // 1
await r.georadius("cities", 15, 37, 100, "km"); // ["Catania"]
await r.georadius_ro("cities", 15, 37, 100, "km", { withdist: true }); // [["Catania", 56.4413]]
await r.georadiusbymember("cities", "Catania", 100, "km"); // ["Catania"]
await r.georadiusbymember_ro("cities", "Catania", 200, "km", { desc: true }); // ["Palermo", "Catania"]
await r.close();
