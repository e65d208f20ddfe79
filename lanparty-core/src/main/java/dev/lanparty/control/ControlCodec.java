package dev.lanparty.control;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The JSON body of a control message, both ways. The way of a received body:
 * <ol>
 * <li>it is UTF-8, strictly, and of bounded length, depth and number of tokens;
 * <li>it is one JSON object, no key of which comes twice, and nothing follows it;
 * <li>its {@code type} chooses the record, {@link ControlMessage.Unknown} if none has it;
 * <li>every field the record has is there, of the right kind and not null, but those marked nullable; others are ignored.
 * </ol>
 * Any other body is a {@link MalformedControlException}. What the fields may hold is for {@link ControlRules} to say.
 *
 * <p>Stateless and safe for any number of threads.
 */
public final class ControlCodec {
    /** The longest body in bytes. */
    public static final int MAX_LENGTH_BYTES = 16 * 1024;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_TEXT_CHARACTERS = 4 * 1024;
    private static final int MAX_NAME_CHARACTERS = 128;
    private static final int MAX_NUMBER_CHARACTERS = 32;

    private static final JsonMapper MAPPER = mapper();
    private static final ObjectReader READER = MAPPER.readerFor(ControlMessage.class);
    private static final ObjectWriter WRITER = MAPPER.writerFor(ControlMessage.class);

    private ControlCodec() {
    }

    /**
     * The body of a message, in ASCII: characters beyond it are escaped.
     *
     * @throws IllegalArgumentException if the message is {@link ControlMessage.Unknown}, or its body would be longer than
     *             {@link #MAX_LENGTH_BYTES}
     */
    public static byte[] encode(ControlMessage message) {
        if (message instanceof ControlMessage.Unknown) {
            throw new IllegalArgumentException("a message of an unknown type is never sent");
        }
        byte[] body;
        try {
            body = WRITER.writeValueAsBytes(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of texts and numbers is always JSON", impossible);
        }
        if (body.length > MAX_LENGTH_BYTES) {
            throw new IllegalArgumentException("a " + message.getClass().getSimpleName() + " message of " + body.length
                    + " bytes is too long, " + MAX_LENGTH_BYTES + " are allowed");
        }
        return body;
    }

    /**
     * The message in a body.
     *
     * @throws MalformedControlException if there is none; nothing else is ever thrown, whatever the bytes
     */
    public static ControlMessage decode(byte[] body) {
        if (body.length > MAX_LENGTH_BYTES) {
            throw tooLong(body.length);
        }
        String text = text(body);
        try (JsonParser parser = MAPPER.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedControlException(0, "a JSON object is expected");
            }
            ControlMessage message = READER.readValue(parser);
            if (parser.nextToken() != null) {
                throw malformed(text, parser.currentTokenLocation(), "something follows the message");
            }
            return message;
        } catch (JacksonException wrong) {
            throw malformed(text, JsonFailure.location(wrong), JsonFailure.reason(wrong));
        } catch (IOException impossible) {
            throw new IllegalStateException("a text in memory can always be read", impossible);
        }
    }

    /** The refusal of a body whose length, 0 to 2^32 - 1, is more than allowed. */
    static MalformedControlException tooLong(long lengthBytes) {
        return new MalformedControlException(0,
                "a message of " + lengthBytes + " bytes is too long, " + MAX_LENGTH_BYTES + " are allowed");
    }

    /** Decoded before Jackson sees it, which guesses among encodings and takes some byte sequences that are not UTF-8. */
    private static String text(byte[] body) {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        CharBuffer text = CharBuffer.allocate(body.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true).isError()) {
            throw new MalformedControlException(bytes.position(), "this is not UTF-8");
        }
        return text.flip().toString();
    }

    private static MalformedControlException malformed(String text, JsonLocation location, String reason) {
        int stoppedAt = Math.clamp(location.getCharOffset(), 0, text.length());
        int offset = text.substring(0, stoppedAt).getBytes(StandardCharsets.UTF_8).length;
        return new MalformedControlException(offset, reason);
    }

    private static JsonMapper mapper() {
        StreamReadConstraints constraints = StreamReadConstraints.builder().maxDocumentLength(MAX_LENGTH_BYTES)
                .maxTokenCount(MAX_LENGTH_BYTES).maxNestingDepth(MAX_DEPTH).maxStringLength(MAX_TEXT_CHARACTERS)
                .maxNameLength(MAX_NAME_CHARACTERS).maxNumberLength(MAX_NUMBER_CHARACTERS).build();
        JsonFactory factory = JsonFactory.builder().streamReadConstraints(constraints)
                // A stranger's field names would fill a table that all connections share.
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        return JsonMapper.builder(factory)
                .annotationIntrospector(
                        new AnnotationIntrospectorPair(new JacksonAnnotationIntrospector(),
                                new RequiredUnlessNullable()))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }
}
