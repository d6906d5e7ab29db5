package dev.notely.cli;

import picocli.CommandLine.Command;

/** Everything about migrations. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = "Plans, starts, watches and steers migrations.",
    subcommands = {
      PlanCommand.class,
      CreateCommand.class,
      StartCommand.class,
      ListCommand.class,
      StatusCommand.class,
      WatchCommand.class,
      EventsCommand.class,
      ReportCommand.class,
      MovesCommand.class,
      MirrorsCommand.class,
      MismatchesCommand.class,
      InconsistenciesCommand.class,
      UnexpectedCommand.class,
      ResolveCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      ReleaseCommand.class,
      RollbackCommand.class,
      VerifyCommand.class,
      RepairCommand.class,
      FinishCommand.class,
      CancelCommand.class,
      LimitsCommand.class,
      CompletionCommand.class
    })
final class MigrateCommand {}
