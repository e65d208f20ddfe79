package dev.lanparty.launcher.gateway;

import dev.lanparty.launcher.CommandLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * What the command says to arguments that start nothing.
 *
 * @param code the exit code
 * @param out the lines on standard output
 * @param err the lines on standard error
 */
record Said(int code, List<String> out, List<String> err) {
    static Said to(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = CommandLines.line(new GatewayLauncher()).setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int code = line.execute(arguments);
        return new Said(code, out.toString().lines().toList(), err.toString().lines().toList());
    }
}
