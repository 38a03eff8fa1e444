// Small ONNX models, written as the public onnx.proto numbers their fields.

/** Sides of a tensor; a word stands for one that is left open. */
type Shape = readonly (number | string)[];

type Node = { op: string; inputs: string[]; outputs: string[]; ints?: Record<string, number[]> };
type Tensor = { name: string; shape: number[]; values: readonly number[] };
type Made = {
  inputs: Record<string, Shape>;
  outputs: Record<string, Shape>;
  nodes: Node[];
  /** Float32 numbers that are part of the model, and int64 ones, which axes and shapes are. */
  floats?: Tensor[];
  integers?: Tensor[];
};

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

const number = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), varint(value)]);

/** A field of bytes: a text, or the fields of a message. */
function bytes(field: number, ...parts: (Uint8Array | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return Buffer.concat([varint((field << 3) | 2), varint(body.length), body]);
}

/** FLOAT and INT64 in TensorProto.DataType; INTS in AttributeProto.AttributeType. */
const [FLOAT, INT64, INTS] = [1, 7, 7];

const dimension = (side: number | string) => bytes(1, typeof side === 'number' ? number(1, side) : bytes(2, side));

const valueInfo = (field: number, [name, shape]: [string, Shape]) =>
  bytes(field, bytes(1, name), bytes(2, bytes(1, number(1, FLOAT), bytes(2, ...shape.map(dimension)))));

const nodeProto = ({ op, inputs, outputs, ints = {} }: Node) =>
  bytes(
    1,
    ...inputs.map((name) => bytes(1, name)),
    ...outputs.map((name) => bytes(2, name)),
    bytes(4, op),
    ...Object.entries(ints).map(([name, values]) =>
      bytes(5, bytes(1, name), ...values.map((value) => number(8, value)), number(20, INTS)),
    ),
  );

const tensorProto = ({ name, shape, values }: Tensor, type: number, raw: ArrayBufferView) =>
  bytes(
    5,
    ...shape.map((side) => number(1, side)),
    number(2, type),
    bytes(8, name),
    bytes(9, new Uint8Array(raw.buffer, 0, (type === FLOAT ? 4 : 8) * values.length)),
  );

/** The bytes of a model: ModelProto of IR version 8, operators of set 13. */
export function onnx({ inputs, outputs, nodes, floats = [], integers = [] }: Made): Buffer {
  const graph = bytes(
    7,
    ...nodes.map(nodeProto),
    bytes(2, 'made'),
    ...floats.map((one) => tensorProto(one, FLOAT, Float32Array.from(one.values))),
    ...integers.map((one) => tensorProto(one, INT64, BigInt64Array.from(one.values, BigInt))),
    ...Object.entries(inputs).map((one) => valueInfo(11, one)),
    ...Object.entries(outputs).map((one) => valueInfo(12, one)),
  );
  return Buffer.concat([number(1, 8), graph, bytes(8, bytes(1, ''), number(2, 13))]);
}

/** A model of one picture whose answer is a sum of its colours as they are fed. */
export const mixing = (weights: [number, number, number], input: Shape = [1, 3, 'h', 'w']): Buffer =>
  onnx({
    inputs: { image: input },
    outputs: { answer: [1, 1, input[2]!, input[3]!] },
    nodes: [{ op: 'Conv', inputs: ['image', 'weights'], outputs: ['answer'] }],
    floats: [{ name: 'weights', shape: [1, 3, 1, 1], values: weights }],
  });
