// Loaded before a suite that is written for port 6379: leads it to the server under test.

const { Socket } = require("node:net");

const port = Number(process.env.REDLET_COMPAT_PORT);
const { connect } = Socket.prototype;

Socket.prototype.connect = function (...args) {
  // node:net hands its own arguments on as one array.
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (Number(options?.port) === 6379) options.port = port;
  return connect.apply(this, args);
};
