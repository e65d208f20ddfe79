package dev.lanparty.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Laws of the codec on bytes of any kind: a message or one exception, and a message survives its way. Every run has a seed
 * of its own, which a failure names; {@code -Dlanparty.seed=…} runs one again.
 */
class ControlCodecLawsTest {
    private static final int ROUNDS = 20_000;
    private static final String[] TOKENS = {"{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e999999999", "0.5",
            "99999999999999999999", "\"\"", "\"type\"", "\"hello\"", "\"stats\"", "\"welcome\"", "\"members\"",
            "\"counters\"", "\"role\"", "\"client\"", "\"peer\"", "\\ud800", "\\u0000", "\u0000", "\ufeff", "é", "/*",
            "NaN"};

    private final long seed = Long.getLong("lanparty.seed", System.nanoTime());
    private final RandomGenerator random = new SplittableRandom(seed);
    private final RandomMessages messages = new RandomMessages(random);

    @Test
    void randomBytesGiveAMessageOrAMalformedControlException() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = new byte[random.nextInt(64)];
            random.nextBytes(body);
            decodesOrIsMalformed(body);
        }
    }

    @Test
    void randomTokensGiveAMessageOrAMalformedControlException() {
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder body = new StringBuilder(random.nextBoolean() ? "{\"type\":" : "");
            for (int left = random.nextInt(30); left > 0; left--) {
                body.append(TOKENS[random.nextInt(TOKENS.length)]);
            }
            decodesOrIsMalformed(body.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void mutatedMessagesGiveAMessageOrAMalformedControlException() {
        for (int round = 0; round < ROUNDS; round++) {
            decodesOrIsMalformed(mutated(ControlCodec.encode(messages.next())));
        }
    }

    @Test
    void messagesWithAValueReplacedGiveAMessageOrAMalformedControlException() {
        for (int round = 0; round < ROUNDS; round++) {
            String body = new String(ControlCodec.encode(messages.next()), StandardCharsets.UTF_8);
            int colon = body.indexOf(':', random.nextInt(body.length() / 2));
            int end = body.indexOf(random.nextBoolean() ? ',' : '}', colon);
            String replaced = body.substring(0, colon + 1) + TOKENS[random.nextInt(TOKENS.length)]
                    + body.substring(Math.max(end, colon + 1));
            decodesOrIsMalformed(replaced.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aMessageCutShortAnywhereIsMalformed() {
        for (int kind = 0; kind < RandomMessages.KINDS; kind++) {
            byte[] body = ControlCodec.encode(messages.ofKind(kind));
            for (int lengthBytes = 0; lengthBytes < body.length; lengthBytes++) {
                byte[] cut = Arrays.copyOf(body, lengthBytes);
                assertFalse(decodesOrIsMalformed(cut), () -> describe(cut));
            }
        }
    }

    @Test
    void everyKindOfMessageComesBackAsItWasSent() {
        for (int round = 0; round < ROUNDS; round++) {
            ControlMessage message = messages.ofKind(round % RandomMessages.KINDS);
            byte[] body = ControlCodec.encode(message);
            assertEquals(message, ControlCodec.decode(body), () -> describe(body));
        }
    }

    /** Whether the bytes are a message; if so it comes back from its own encoding. */
    private boolean decodesOrIsMalformed(byte[] body) {
        ControlMessage message;
        try {
            message = ControlCodec.decode(body);
        } catch (MalformedControlException malformed) {
            assertTrue(malformed.offset() >= 0 && malformed.offset() <= body.length, () -> describe(body));
            assertTrue(String.valueOf(malformed.getMessage()).matches("\\P{Cntrl}{1,200}"), () -> describe(body));
            return false;
        } catch (RuntimeException other) {
            throw new AssertionError(describe(body), other);
        }
        if (!(message instanceof ControlMessage.Unknown)) {
            assertEquals(message, ControlCodec.decode(ControlCodec.encode(message)), () -> describe(body));
        }
        return true;
    }

    private byte[] mutated(byte[] body) {
        byte[] mutated = body.clone();
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(4)) {
                case 0 -> mutated[at] = (byte) random.nextInt();
                case 1 -> mutated[at] = (byte) "{}[],:\"\\0e-".charAt(random.nextInt(11));
                case 2 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                default -> {
                    int from = random.nextInt(mutated.length);
                    int lengthBytes = random.nextInt(mutated.length - Math.max(at, from));
                    System.arraycopy(mutated, from, mutated, at, lengthBytes);
                }
            }
        }
        return mutated;
    }

    private String describe(byte[] body) {
        return "-Dlanparty.seed=" + seed + ", body " + new String(body, StandardCharsets.ISO_8859_1);
    }
}
