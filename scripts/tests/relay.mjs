// Stands between a client and a node, and puts other words into the node's answers, so that a test
// sees a chain that there is no node for: node relay.mjs NODE-PORT [WORD OTHER]…
// Prints the port that it listens on. Word and other word are of the same length: what carries them
// stays as it is.
import { connect, createServer } from "node:net";

const [port, ...words] = process.argv.slice(2);

function reworded(data) {
  let text = data.toString("latin1");
  for (let i = 0; i < words.length; i += 2) text = text.replaceAll(words[i], words[i + 1]);
  return Buffer.from(text, "latin1");
}

const server = createServer((client) => {
  const node = connect(Number(port), "127.0.0.1");
  client.pipe(node);
  node.on("data", (data) => client.write(reworded(data)));
  node.on("end", () => client.end());
  for (const socket of [client, node]) {
    socket.on("error", () => {
      client.destroy();
      node.destroy();
    });
  }
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
