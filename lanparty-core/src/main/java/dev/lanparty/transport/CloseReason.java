package dev.lanparty.transport;

import dev.lanparty.control.ControlMessage;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import java.nio.charset.StandardCharsets;

/** The sentence a connection is closed with, short enough for one QUIC packet. */
final class CloseReason {
    private static final int MAX_CHARACTERS = 200;
    /** The alert of TLS (RFC 7301, 3.2). */
    private static final int NO_APPLICATION_PROTOCOL = 120;

    private CloseReason() {
    }

    /** What a last control message says. */
    static String of(ControlMessage farewell) {
        return printable(switch (farewell) {
            case ControlMessage.Reject reject -> reject.sentence();
            case ControlMessage.Disconnect disconnect -> disconnect.sentence();
            default -> "";
        });
    }

    /** What the other side gives for a reason, empty if nothing. */
    static String of(QuicConnectionCloseEvent close) {
        try {
            return printable(new String(close.reason(), StandardCharsets.UTF_8));
        } catch (NullPointerException none) {
            // What reason() does where none was given, and there is no other way to ask.
            return "";
        }
    }

    /** Whether the other side speaks nothing of what was offered to it. */
    static boolean isOfAnotherProtocol(QuicConnectionCloseEvent close) {
        return close.isTlsError()
                && QuicConnectionCloseEvent.extractTlsError(close.error()) == NO_APPLICATION_PROTOCOL;
    }

    /** A stranger's words made safe for a log line and a terminal. */
    static String printable(String text) {
        String safe = text.replaceAll("\\p{Cntrl}", " ");
        return safe.length() <= MAX_CHARACTERS ? safe : safe.substring(0, MAX_CHARACTERS);
    }
}
