// Every operation that the real services have, as their SDKs name them: what is none of these is AWS's UnknownOperationException,
// what is one and has no handler here is refused as not simulated.

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** The operations of the services that have one path; Lambda's are in lambda/routes.ts. */
export const OPERATIONS = {
  dynamodb: names(`
    BatchExecuteStatement BatchGetItem BatchWriteItem CancelBulkOperation CreateBackup CreateGlobalTable CreateTable
    DeleteBackup DeleteItem DeleteResourcePolicy DeleteTable DescribeBackup DescribeBulkOperation
    DescribeContinuousBackups DescribeContributorInsights DescribeEndpoints DescribeExport DescribeGlobalTable
    DescribeGlobalTableSettings DescribeImport DescribeKinesisStreamingDestination DescribeLimits DescribeTable
    DescribeTableReplicaAutoScaling DescribeTimeToLive DisableKinesisStreamingDestination
    EnableKinesisStreamingDestination ExecuteStatement ExecuteTransaction ExportTableToPointInTime GetItem
    GetResourcePolicy ImportTable ListBackups ListBulkOperations ListContributorInsights ListExports ListGlobalTables
    ListImports ListTables ListTagsOfResource PutItem PutResourcePolicy Query RestoreTableFromBackup
    RestoreTableToPointInTime Scan SearchVectors StartBulkPutItems TagResource TransactGetItems TransactWriteItems
    UntagResource UpdateContinuousBackups UpdateContributorInsights UpdateGlobalTable UpdateGlobalTableSettings
    UpdateItem UpdateKinesisStreamingDestination UpdateTable UpdateTableReplicaAutoScaling UpdateTimeToLive
  `),
  states: names(`
    CreateActivity CreateStateMachine CreateStateMachineAlias DeleteActivity DeleteStateMachine DeleteStateMachineAlias
    DeleteStateMachineVersion DescribeActivity DescribeExecution DescribeMapRun DescribeStateMachine
    DescribeStateMachineAlias DescribeStateMachineForExecution GetActivityTask GetExecutionHistory ListActivities
    ListExecutions ListMapRuns ListStateMachineAliases ListStateMachineVersions ListStateMachines ListTagsForResource
    PublishStateMachineVersion RedriveExecution SendTaskFailure SendTaskHeartbeat SendTaskSuccess StartExecution
    StartSyncExecution StopExecution TagResource TestState UntagResource UpdateMapRun UpdateStateMachine
    UpdateStateMachineAlias ValidateStateMachineDefinition
  `),
  sts: names(`
    AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot DecodeAuthorizationMessage GetAccessKeyInfo
    GetCallerIdentity GetFederationToken GetSessionToken
  `),
  logs: names(`
    AssociateKmsKey CancelExportTask CreateDelivery CreateExportTask CreateLogAnomalyDetector CreateLogGroup
    CreateLogStream DeleteAccountPolicy DeleteDataProtectionPolicy DeleteDelivery DeleteDeliveryDestination
    DeleteDeliveryDestinationPolicy DeleteDeliverySource DeleteDestination DeleteIndexPolicy DeleteLogAnomalyDetector
    DeleteLogGroup DeleteLogStream DeleteMetricFilter DeleteQueryDefinition DeleteResourcePolicy DeleteRetentionPolicy
    DeleteSubscriptionFilter DeleteTransformer DescribeAccountPolicies DescribeConfigurationTemplates
    DescribeDeliveries DescribeDeliveryDestinations DescribeDeliverySources DescribeDestinations DescribeExportTasks
    DescribeFieldIndexes DescribeIndexPolicies DescribeLogGroups DescribeLogStreams DescribeMetricFilters
    DescribeQueries DescribeQueryDefinitions DescribeResourcePolicies DescribeSubscriptionFilters DisassociateKmsKey
    FilterLogEvents GetDataProtectionPolicy GetDelivery GetDeliveryDestination GetDeliveryDestinationPolicy
    GetDeliverySource GetLogAnomalyDetector GetLogEvents GetLogGroupFields GetLogObject GetLogRecord GetQueryResults
    GetTransformer ListAnomalies ListLogAnomalyDetectors ListLogGroups ListLogGroupsForQuery ListTagsForResource
    ListTagsLogGroup PutAccountPolicy PutDataProtectionPolicy PutDeliveryDestination PutDeliveryDestinationPolicy
    PutDeliverySource PutDestination PutDestinationPolicy PutIndexPolicy PutLogEvents PutMetricFilter
    PutQueryDefinition PutResourcePolicy PutRetentionPolicy PutSubscriptionFilter PutTransformer StartLiveTail
    StartQuery StopQuery TagLogGroup TagResource TestMetricFilter TestTransformer UntagLogGroup UntagResource
    UpdateAnomaly UpdateDeliveryConfiguration UpdateLogAnomalyDetector
  `),
  sqs: names(`
    AddPermission CancelMessageMoveTask ChangeMessageVisibility ChangeMessageVisibilityBatch CreateQueue DeleteMessage
    DeleteMessageBatch DeleteQueue GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues ListMessageMoveTasks
    ListQueueTags ListQueues PurgeQueue ReceiveMessage RemovePermission SendMessage SendMessageBatch SetQueueAttributes
    StartMessageMoveTask TagQueue UntagQueue
  `),
  cloudwatch: names(`
    AssociateDatasetKmsKey CreateResourceMetricsConfiguration DeleteAlarmMuteRule DeleteAlarms DeleteAnomalyDetector
    DeleteDashboards DeleteInsightRules DeleteMetricStream DeleteResourceMetricsConfiguration
    DescribeAlarmContributors DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric DescribeAnomalyDetectors
    DescribeInsightRules DisableAlarmActions DisableInsightRules DisassociateDatasetKmsKey EnableAlarmActions
    EnableInsightRules GetAlarmMuteRule GetDashboard GetDataset GetInsightRuleReport GetMetricData
    GetMetricStatistics GetMetricStream GetMetricWidgetImage GetOTelEnrichment GetResourceMetricsConfiguration
    ListAlarmMuteRules ListDashboards ListManagedInsightRules ListMetricStreams ListMetrics ListTagsForResource
    PutAlarmMuteRule PutAnomalyDetector PutCompositeAlarm PutDashboard PutInsightRule PutLogAlarm
    PutManagedInsightRules PutMetricAlarm PutMetricData PutMetricStream SetAlarmState StartMetricStreams
    StartOTelEnrichment StopMetricStreams StopOTelEnrichment TagResource UntagResource UpdateOTelEnrichment
    UpdateResourceMetricsConfiguration
  `),
} as const;
