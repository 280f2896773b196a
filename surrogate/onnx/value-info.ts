import type { ProtobufWriter } from './protobuf-writer.ts'

/** ONNX's number for single-precision numbers. */
export const FLOAT = 1

/** An input or output of a graph: any number of architectures × `columns`. */
export function writeValueInfo(
  message: ProtobufWriter,
  { name, columns }: { name: string; columns: number },
): void {
  message
    .text(1, name)
    .message(2, (type) =>
      type.message(1, (tensor) =>
        tensor
          .int(1, FLOAT)
          .message(2, (shape) =>
            shape
              .message(1, (rows) => rows.text(2, 'architectures'))
              .message(1, (width) => width.int(1, columns)),
          ),
      ),
    )
}
