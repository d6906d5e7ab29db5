package dev.notely.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The commands of an operator. What goes wrong is one sentence on standard error and exit code 2.
 */
@Command(
    name = "notely",
    mixinStandardHelpOptions = true,
    description = "Commands a running Notely.",
    subcommands = {
      MigrateCommand.class,
      StoresCommand.class,
      AccountsCommand.class,
      DeployCommand.class,
      ReleasesCommand.class
    })
public final class OperatorMain {
  private static final int FAILED = 2;

  private OperatorMain() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new OperatorMain())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, ignored) -> {
          e.getCommandLine().getErr().println(e.getMessage() + " (see --help)");
          return FAILED;
        })
        .setExecutionExceptionHandler((e, command, ignored) -> {
          if (e instanceof GatewayProblemException) {
            command.getErr().println(e.getMessage());
            return FAILED;
          }
          throw e;
        });
  }
}
