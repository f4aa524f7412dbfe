"""The chat page over the answering pipeline.

Libraries read the variables below when they are first imported, so they are set here, before any module of
this package can import them. gradio and huggingface_hub: no statistics, no version check, nothing fetched.
OpenBLAS, beneath numpy: one thread, as several questions are answered at once; more threads make none of them
quicker and cost twice the processor time. Whoever sets it otherwise has it otherwise.
"""

import os

os.environ.update(
    GRADIO_ANALYTICS_ENABLED="False",
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
