package dev.lanparty.control;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;

/** What Jackson has to say against a body, in words that are safe to log. Stateless. */
final class JsonFailure {
    private static final int EXCERPT_CHARACTERS = 80;

    private JsonFailure() {
    }

    /** Why the body is refused. */
    static String reason(JacksonException failure) {
        return switch (cause(failure)) {
            case StreamConstraintsException limit ->
                "the JSON is nested too deeply, or a text, name or number in it is too long";
            case InputCoercionException range -> field(failure) + " is out of range";
            case JsonEOFException end -> "the JSON ends too early";
            case InvalidNullException none -> field(failure) + " is missing or null";
            case InvalidFormatException value when value.getValue() instanceof String text ->
                field(failure) + " cannot be '" + Printable.of(text, Printable.NAME) + "'";
            case JsonMappingException kind -> field(failure) + " is of the wrong kind";
            default -> "this is not JSON: " + Printable.of(failure.getOriginalMessage(), EXCERPT_CHARACTERS);
        };
    }

    /** Where reading stopped. */
    static JsonLocation location(JacksonException failure) {
        JsonLocation location = cause(failure).getLocation();
        return location == null ? JsonLocation.NA : location;
    }

    /** A failure of the parser within a field comes wrapped in one of the mapper, which knows the field. */
    private static JacksonException cause(JacksonException failure) {
        return failure.getCause() instanceof JacksonException cause ? cause : failure;
    }

    /** The field at fault, as in {@code members[2].role}. */
    private static String field(JacksonException failure) {
        if (!(failure instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
            return "the message";
        }
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : mapping.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return Printable.of(path.toString(), EXCERPT_CHARACTERS);
    }
}
