// Unmodified Socket.IO clients in one Node process, driven by JSON lines: a command per line comes in on stdin,
// and everything the clients see goes out on stdout. The end of stdin ends the process, so it never outlives the
// test that started it.
//
// Commands (`as` names a client):
//   {"do":"open","as":"alice","version":"4.8","url":"http://localhost:8080/webrtc","options":{"auth":{…}}}
//   {"do":"emit","as":"alice","event":"offer","args":[…],"ack":"1","within":5000,"promise":true}
//     `ack` asks for an answer within `within` ms or, without it, the client's ackTimeout; by a callback or, with
//     `promise`, by emitWithAck
//   {"do":"disconnect","as":"alice"}   leaves politely       {"do":"connect","as":"alice"}   comes back
//   {"do":"auth","as":"alice","auth":{…}}   what the next connect will present
//   {"do":"move","as":"alice","url":"http://localhost:8081"}   where the next connection will lead
//   {"do":"cut","as":"alice"}   loses the connection without a word, as a dead network would
// Lines out:
//   {"as":"alice","now":"connect","id":"…","recovered":false,"transport":"websocket"}
//   {"as":"alice","now":"disconnect","reason":"…","active":true}      `active`: will come back by itself
//   {"as":"alice","now":"connect_error","message":"…","data":…,"active":false}
//   {"as":"alice","now":"upgrade","transport":"websocket"}
//   {"as":"alice","heard":"offer","args":[…]}
//   {"as":"alice","ack":"1","args":[…]}                  {"as":"alice","ack":"1","error":"…"}
//   {"now":"refused","message":"…"}                      a command that could not be carried out
// Bytes are written {"$bytes":"base64"} both ways.
import { createInterface } from "node:readline";

const LIBRARIES = {
  4.8: "socket.io-client",
  4.7: "socket.io-client-4.7",
  4.6: "socket.io-client-4.6",
};

const clients = new Map();

const tell = (line) => process.stdout.write(JSON.stringify(line, readable) + "\n");

/** JSON replacer: `this[key]` is the value before Buffer's own toJSON got hold of it. */
function readable(key, value) {
  const raw = this[key];
  if (raw instanceof ArrayBuffer) return { $bytes: Buffer.from(raw).toString("base64") };
  if (ArrayBuffer.isView(raw)) {
    return { $bytes: Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString("base64") };
  }
  return value;
}

/** JSON reviver, the other way round. */
const speakable = (key, value) =>
  typeof value?.$bytes === "string" ? Buffer.from(value.$bytes, "base64") : value;

async function open({ as, version, url, options }) {
  const { io } = await import(LIBRARIES[version]);
  const socket = io(url, { forceNew: true, ...options });
  clients.set(as, socket);
  // Not at `connect`: the upgrade may be done by then.
  socket.io.on("open", () =>
    socket.io.engine.on("upgrade", (transport) =>
      tell({ as, now: "upgrade", transport: transport.name }),
    ),
  );
  socket.on("connect", () => {
    const engine = socket.io.engine;
    tell({
      as,
      now: "connect",
      id: socket.id,
      recovered: socket.recovered === true,
      transport: engine.transport.name,
    });
  });
  socket.on("disconnect", (reason) =>
    tell({ as, now: "disconnect", reason, active: socket.active }),
  );
  socket.on("connect_error", (error) =>
    tell({
      as,
      now: "connect_error",
      message: error.message,
      data: error.data ?? null,
      active: socket.active,
    }),
  );
  socket.onAny((event, ...args) => tell({ as, heard: event, args }));
}

function emit({ as, event, args, ack, within, promise }) {
  const socket = named(as);
  if (ack === undefined) {
    socket.emit(event, ...args);
    return;
  }
  const patient = within === undefined ? socket : socket.timeout(within);
  if (promise) {
    patient.emitWithAck(event, ...args).then(
      (answer) => tell({ as, ack, args: [answer] }),
      (error) => tell({ as, ack, error: error.message }),
    );
    return;
  }
  patient.emit(event, ...args, (error, ...answer) => {
    tell(error ? { as, ack, error: error.message } : { as, ack, args: answer });
  });
}

/** Destroys the TCP connection under the client; no close frame, no packet of any layer is sent. */
function cut({ as }) {
  const { transport } = named(as).io.engine;
  const webSocket = transport.ws;
  if (webSocket?._socket) webSocket._socket.destroy();
  else {
    // Otherwise long polling would say goodbye in a request of its own.
    transport.doClose = () => {};
    (transport._pollXhr ?? transport.pollXhr)?.abort();
    transport.onError("cut by the test");
  }
}

function named(as) {
  const socket = clients.get(as);
  if (!socket) throw new Error(`nobody is called ${as}`);
  return socket;
}

async function obey(command) {
  switch (command.do) {
    case "open":
      return open(command);
    case "emit":
      return emit(command);
    case "connect":
      return void named(command.as).connect();
    case "disconnect":
      return void named(command.as).disconnect();
    case "auth":
      named(command.as).auth = command.auth;
      return;
    case "move":
      named(command.as).io.uri = command.url;
      return;
    case "cut":
      return cut(command);
    default:
      throw new Error(`unknown command ${command.do}`);
  }
}

// One command is carried out whole before the next is looked at.
for await (const line of createInterface({ input: process.stdin })) {
  try {
    await obey(JSON.parse(line, speakable));
  } catch (error) {
    tell({ now: "refused", message: String(error?.message ?? error) });
  }
}
process.exit(0);
