package dev.lanparty.launcher;

import dev.lanparty.client.ClientConfig;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.identity.ClientIdentity;
import dev.lanparty.identity.IdentityException;
import dev.lanparty.identity.PolicyFile;
import dev.lanparty.identity.ServerName;
import java.net.InetSocketAddress;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How the launchers read their arguments: the same types, the same words on a mistake, the same exit codes. */
public final class CommandLines {
    /** The arguments were wrong. */
    public static final int USAGE = 2;

    private CommandLines() {
    }

    /** Runs a command and gives the process's exit code. */
    public static int execute(Object command, String... arguments) {
        return line(command).execute(arguments);
    }

    /** What reads a command's arguments into it. */
    public static CommandLine line(Object command) {
        CommandLine line = new CommandLine(command);
        line.registerConverter(RelayAddress.class, sentence(RelayAddress::parse));
        line.registerConverter(FilterPolicy.class, sentence(PolicyFile::of));
        line.registerConverter(ServerName.class, sentence(ServerName::parse));
        line.registerConverter(ClientIdentity.class, sentence(text -> new ClientIdentity(MacAddress.parse(text))));
        line.registerConverter(ClientConfig.Address.class, sentence(ClientConfig.Address::parse));
        line.registerConverter(InetSocketAddress.class, sentence(ListenAddress::parse));
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler((mistake, given) -> {
            CommandLine failed = mistake.getCommandLine();
            String name = failed.getCommandSpec().qualifiedName();
            failed.getErr().println(name + ": " + InviteText.withoutSecrets(sentenceOf(mistake)) + "; see " + name
                    + " --help");
            return USAGE;
        });
        return line;
    }

    /** A parser's own sentence reaches the person as it is. */
    static <T> CommandLine.ITypeConverter<T> sentence(CommandLine.ITypeConverter<T> parser) {
        return text -> {
            try {
                return parser.convert(text);
            } catch (IllegalArgumentException | IdentityException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }

    private static String sentenceOf(ParameterException mistake) {
        CommandLine failed = mistake.getCommandLine();
        // A misspelt option looks missing too, and the misspelling is what has to be mended.
        if (mistake instanceof MissingParameterException && !failed.getUnmatchedArguments().isEmpty()) {
            return "Unknown option: '" + failed.getUnmatchedArguments().getFirst() + "'";
        }
        if (mistake instanceof UnmatchedArgumentException stray && !failed.getSubcommands().isEmpty()
                && !stray.getUnmatched().getFirst().startsWith("-")) {
            return "there is no command '" + stray.getUnmatched().getFirst() + "'";
        }
        String words = String.valueOf(mistake.getMessage());
        // Of options that go together, picocli says it as a headline.
        return words.startsWith("Error: ") ? words.substring("Error: ".length()) : words;
    }
}
