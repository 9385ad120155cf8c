// Each test has several processes of its own: side by side they would only wait for one another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
