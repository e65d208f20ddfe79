package dev.lanparty.control;

/**
 * Text from a stranger, made safe to log and to show: it can neither fill a line, nor break it, nor steer a terminal, nor
 * reverse the reading order. Stateless.
 */
final class Printable {
    /** What a code, a type or a software's name may have, in characters. */
    static final int NAME = 64;
    /** What words for a person may have, in characters. */
    static final int SENTENCE = 256;

    /** One character: an ellipsis. */
    private static final String CUT = "…";

    private Printable() {
    }

    /**
     * The text with a question mark for each character that does not print, cut to a length. What this gives, it gives
     * back unchanged.
     *
     * @param maxCharacters 1 or more; a text that is cut ends in an ellipsis, which counts as one
     */
    static String of(String text, int maxCharacters) {
        boolean cut = text.length() > maxCharacters;
        int end = cut ? maxCharacters - CUT.length() : text.length();
        if (cut && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder safe = new StringBuilder(maxCharacters);
        text.substring(0, end).codePoints().forEach(point -> safe.appendCodePoint(prints(point) ? point : '?'));
        return cut ? safe.append(CUT).toString() : safe.toString();
    }

    private static boolean prints(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
