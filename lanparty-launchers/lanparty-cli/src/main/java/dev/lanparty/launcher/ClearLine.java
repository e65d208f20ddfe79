package dev.lanparty.launcher;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * The word {@code %clearLine} of the log's pattern: on a terminal it empties the line that the status may be on. Logback would
 * trim control characters that are written in the pattern itself.
 */
public final class ClearLine extends ClassicConverter {
    private final String text = Terminal.isSeen() ? Terminal.CLEAR_LINE : "";

    @Override
    public String convert(ILoggingEvent event) {
        return text;
    }
}
