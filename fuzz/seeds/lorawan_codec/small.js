var names = { 1: "level" };
function decodeUplink(input) {
  var buffer = Buffer.from(input.bytes);
  return { data: { level: buffer.readUInt16BE(0) / 100, when: new Date(), name: names[input.fPort] }, warnings: [] };
}
function encodeDownlink(input) { return { fPort: 2, bytes: [input.data.a & 255] }; }
