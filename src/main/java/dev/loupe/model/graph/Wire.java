package dev.loupe.model.graph;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;

/**
 * Reads protobuf messages field by field; what nobody asks for is skipped. A length that lies is found out before
 * anything of that length is allocated.
 */
final class Wire {
    /** Takes the fields it knows, by calling one of the readers of {@link Field}, and leaves the others alone. */
    @FunctionalInterface
    interface Fields {
        void take(Field field) throws IOException;
    }

    private Wire() {}

    static void read(byte[] message, Fields fields) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        in.pushLimit(message.length);
        read(in, fields);
    }

    private static void read(CodedInputStream in, Fields fields) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Field field = new Field(in, tag);
            fields.take(field);
            if (!field.taken && !in.skipField(tag)) {
                throw new InvalidProtocolBufferException("a group ends that never began");
            }
        }
    }

    /** One field of a message; at most one of the readers may be called. */
    static final class Field {
        private final CodedInputStream in;
        private final int tag;
        private boolean taken;

        private Field(CodedInputStream in, int tag) {
            this.in = in;
            this.tag = tag;
        }

        int number() {
            return WireFormat.getTagFieldNumber(tag);
        }

        String text() throws IOException {
            expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
            return in.readString();
        }

        byte[] bytes() throws IOException {
            expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
            return in.readByteArray();
        }

        long integer() throws IOException {
            expect(WireFormat.WIRETYPE_VARINT);
            return in.readInt64();
        }

        float number32() throws IOException {
            expect(WireFormat.WIRETYPE_FIXED32);
            return in.readFloat();
        }

        void message(Fields fields) throws IOException {
            expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
            int outer = in.pushLimit(in.readRawVarint32());
            read(in, fields);
            in.popLimit(outer);
        }

        /** Hands over whole numbers, packed or one by one. */
        void integers(LongConsumer target) throws IOException {
            many(WireFormat.WIRETYPE_VARINT, () -> target.accept(in.readInt64()));
        }

        void floats(DoubleConsumer target) throws IOException {
            many(WireFormat.WIRETYPE_FIXED32, () -> target.accept(in.readFloat()));
        }

        void doubles(DoubleConsumer target) throws IOException {
            many(WireFormat.WIRETYPE_FIXED64, () -> target.accept(in.readDouble()));
        }

        private void many(int single, Step step) throws IOException {
            if (WireFormat.getTagWireType(tag) == single) {
                taken = true;
                step.run();
                return;
            }
            expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
            int outer = in.pushLimit(in.readRawVarint32());
            while (!in.isAtEnd()) {
                step.run();
            }
            in.popLimit(outer);
        }

        private void expect(int wireType) throws IOException {
            if (WireFormat.getTagWireType(tag) != wireType) {
                throw new InvalidProtocolBufferException("field " + number() + " is of another type than it should be");
            }
            taken = true;
        }

        private interface Step {
            void run() throws IOException;
        }
    }
}
