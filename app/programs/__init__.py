"""Zonewise for programs: four calls, each made once, offered over HTTP, through gradio and as MCP tools."""
